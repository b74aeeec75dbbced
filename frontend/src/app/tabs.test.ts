import { expect, test } from 'vitest';
import type { Act } from '@/api/types';
import { homeFor, screenFor, tabsFor } from './tabs';

const annotator: Act[] = ['view', 'annotate'];
const reviewer: Act[] = ['view', 'annotate', 'review'];
const lead: Act[] = ['view', 'annotate', 'review', 'upload', 'manage', 'train', 'export'];
const engineer: Act[] = ['view', 'upload', 'train', 'export'];
const names = (acts: Act[]) => tabsFor(acts).map((tab) => tab.name);

test('each role sees the screens that answer its questions', () => {
  expect(names(annotator)).toEqual(['Work', 'Project']);
  expect(names(reviewer)).toEqual(['Work', 'Project', 'Review']);
  expect(names(engineer)).toEqual(['Project', 'Cohorts', 'Rounds', 'Models', 'Datasets']);
  expect(names(lead)[0]).toBe('Project');
  expect(names(lead)).toContain('Admin');
});

test('each role starts at its own question', () => {
  expect(homeFor(annotator)).toBe('work');
  expect(homeFor(reviewer)).toBe('review');
  expect(homeFor(lead)).toBe('overview');
  expect(homeFor(engineer)).toBe('overview');
});

test('an address that is typed opens what a tab or another screen leads this role to', () => {
  const paths = [
    'work',
    'overview',
    'cohorts',
    'rounds/:round',
    'review',
    'models/:model',
    'datasets',
    'admin',
  ];
  const open = (acts: Act[]) => paths.filter((path) => screenFor(acts, path).opens);
  expect(open(annotator)).toEqual(['work', 'overview']);
  expect(open(reviewer)).toEqual(['work', 'overview', 'review', 'models/:model']); // the second look
  expect(open(engineer)).toEqual(['overview', 'cohorts', 'rounds/:round', 'models/:model', 'datasets']);
  expect(open(lead)).toEqual(paths);
});
