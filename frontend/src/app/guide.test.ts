import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { editorCommands } from '@/features/annotate/commands';
import { maskCommands, readsCommands } from '@/features/review/commands';
import { shown } from '@/lib/commands';

interface Named {
  id: string;
  name: string;
  keys: readonly string[];
}

const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/editor.md'), 'utf8');

const heads = ['Act', '---'];

/** The first two cells of the tables under a heading of the guide: what a command is called, and its keys. */
function rowsUnder(heading: string): string[] {
  const [, section = ''] = guide.split(`\n## ${heading}\n`);
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .flatMap(([before, name = '', keys = '']) => (before === '' && name ? [`${name} | ${keys}`] : []))
    .filter((row) => !heads.some((head) => row.startsWith(head)));
}

/** Rows as the guide has them; commands that differ by a number alone share one. */
function rowsOf(commands: readonly Named[]): string[] {
  const keysOf = new Map<string, string[]>();
  for (const { id, name, keys } of commands) {
    const row = /\d$/.test(id) ? name.replace(/ \d+\b/, ' 1, 2, ...') : name;
    keysOf.set(row, [...(keysOf.get(row) ?? []), ...keys]);
  }
  return [...keysOf].map(([name, keys]) => `${name} | ${keys.map((key) => `\`${shown(key)}\``).join(' ')}`);
}

const sorted = (rows: Iterable<string>) => [...rows].map((row) => row.trim()).sort();

test('the guide names every act of the editor with its keys, and no other', () => {
  expect(sorted(rowsUnder('Keys of the editor'))).toEqual(sorted(rowsOf(editorCommands)));
});

test('the guide names every act of review with its keys, and no other', () => {
  const rows = [...rowsOf(maskCommands), ...rowsOf(readsCommands)];
  expect(sorted(rowsUnder('Keys of review'))).toEqual(sorted(new Set(rows)));
});
