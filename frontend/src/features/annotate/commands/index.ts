import { ofCase } from './case';
import { compare } from './compare';
import { doubt } from './doubt';
import { labelActs } from './labelActs';
import { labels } from './labels';
import { looking } from './looking';
import { measuring } from './measuring';
import { merging } from './merging';
import { saving } from './saving';
import { tools } from './tools';
import type { EditorCommand } from './types';

/** Everything one can ask of the editor. A topic is a file of its own and a line here. */
export const editorCommands: readonly EditorCommand[] = [
  ...tools,
  ...labels,
  ...labelActs,
  ...doubt,
  ...looking,
  ...measuring,
  ...compare,
  ...merging,
  ...ofCase,
  ...saving,
];
