import type { Act } from '@/api/types';

export interface Tab {
  name: string;
  path: string;
  /** Shown to those who may do this. */
  act: Act;
  /** Opens to these too, from another screen of theirs, without a tab. */
  also?: Act;
  /** Which live count stands beside the name. */
  badge?: 'review' | 'models';
}

const TABS: Tab[] = [
  { name: 'Work', path: 'work', act: 'annotate' },
  { name: 'Project', path: 'overview', act: 'view' },
  { name: 'Cohorts', path: 'cohorts', act: 'upload' },
  { name: 'Rounds', path: 'rounds', act: 'train' },
  { name: 'Review', path: 'review', act: 'review', badge: 'review' },
  { name: 'Models', path: 'models', act: 'train', also: 'review', badge: 'models' },
  { name: 'Datasets', path: 'datasets', act: 'export' },
  { name: 'Admin', path: 'admin', act: 'manage' },
];

/** The screens that answer this person's questions; who leads starts at the project, not at a scan. */
export function tabsFor(acts: readonly Act[]): Tab[] {
  const mine = TABS.filter((tab) => acts.includes(tab.act));
  if (!acts.includes('manage')) return mine;
  const work = mine.filter((tab) => tab.path === 'work');
  return [...mine.filter((tab) => tab.path !== 'work'), ...work];
}

/** The screen at this address of the router, and whether it is one for this person. */
export function screenFor(acts: readonly Act[], address: string): { name: string; opens: boolean } {
  const tab = TABS.find(({ path }) => path === address.split('/')[0]);
  if (!tab) throw new Error(`No tab leads to ${address}.`);
  return { name: tab.name, opens: [tab.act, tab.also].some((act) => act && acts.includes(act)) };
}

/** Where a person lands in a project. */
export function homeFor(acts: readonly Act[]): string {
  if (acts.includes('manage') || acts.includes('train')) return 'overview';
  if (acts.includes('review')) return 'review';
  return acts.includes('annotate') ? 'work' : 'overview';
}
