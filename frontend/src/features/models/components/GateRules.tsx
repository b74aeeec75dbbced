import { IconCheck, IconX } from '@tabler/icons-react';
import type { Label } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import { Card } from '@/ui';
import type { Gate, GateRule } from '../api';
import { groupName } from '../groups';
import styles from '../Models.module.css';

/** Each rule with what was measured and what it had to meet; those of labels and of subgroups as one each. */
export function GateRules({ gate, labels }: { gate: Gate | null; labels: Label[] }) {
  const lines = gateLines(gate?.rules ?? [], labels);
  return (
    <Card className={styles.rules} title="Rules of the gate" note="measured, and the limit">
      {lines.length === 0 ? (
        <p className="t2">{gate?.reason ?? 'It could not be judged: the holdout has no approved case.'}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <Line key={line.name} {...line} />
          ))}
        </ul>
      )}
    </Card>
  );
}

export interface GateLine {
  name: string;
  measured: string;
  passed: boolean;
  note: string;
}

const isOfLabel = (rule: GateRule) => /^class \d+ /.test(rule.name);
const isOfGroup = (rule: GateRule) => /^[a-z]+:/.test(rule.name);

/** What failed comes first, each by itself; labels and subgroups that hold are one line, with the worst. */
export function gateLines(rules: GateRule[], labels: Label[]): GateLine[] {
  const single = rules.filter((rule) => !rule.passed || !(isOfLabel(rule) || isOfGroup(rule)));
  const lines = single.map((rule) => ({
    name: ruleName(rule.name, labels),
    measured: measured(rule),
    passed: rule.passed,
    note: rule.note,
  }));
  const held = (of: (rule: GateRule) => boolean) => rules.filter((rule) => rule.passed && of(rule));
  const grouped = [
    worstOf(held(isOfLabel), 'label', labels),
    worstOf(held(isOfGroup), 'subgroup', labels),
  ].flatMap((line) => line ?? []);
  return [...lines.filter((line) => !line.passed), ...lines.filter((line) => line.passed), ...grouped];
}

function worstOf(rules: GateRule[], what: string, labels: Label[]): GateLine | null {
  const ranked = [...rules].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const worst = ranked[0];
  if (!worst) return null;
  return {
    name: `No ${what} below ${signed(worst.limit, 2)}`,
    measured: `${rules.length} of them, worst ${signed(worst.value, 3)}`,
    passed: true,
    note: ranked.map((rule) => `${ruleName(rule.name, labels)} ${signed(rule.value, 3)}`).join(', '),
  };
}

function Line({ name, measured, passed, note }: GateLine) {
  return (
    <li className={styles.rule} title={[name, note].filter(Boolean).join('. ')}>
      {passed ? (
        <IconCheck size={14} stroke={1.75} className="ok" aria-label="passed" />
      ) : (
        <IconX size={14} stroke={1.75} className="danger" aria-label="failed" />
      )}
      <span className={passed ? 'ellipsis' : 'ellipsis danger'}>{name}</span>
      <span className="grow" />
      <span className="t2 num" style={{ whiteSpace: 'nowrap' }}>
        {measured}
      </span>
    </li>
  );
}

/** What the gate says, with names for its numbers of labels and with minus signs. */
export function reasonWords(reason: string, labels: Label[]): string {
  return reason
    .replace(/\bclass (\d+)\b/g, (_, value: string) => labelName(value, labels))
    .replace(/\b(age|scanner|site|slices|view):/g, '$1 ')
    .replace(/\bsex:[FMO]\b/g, (group) => groupName(group).toLowerCase())
    .replace(/(^|[ (])-(?=\d)/g, '$1−');
}

const labelName = (value: string, labels: Label[]) =>
  labels.find((one) => String(one.value) === value)?.name ?? `Label ${value}`;

/** "class 2 Dice, low end ..." -> "Posterior: Dice, low end ..." */
export function ruleName(name: string, labels: Label[]): string {
  const words = name.replace(/^class (\d+) /, (_, value: string) => `${labelName(value, labels)}: `);
  const short = groupName(words.replace('low end of 95 % interval', 'lower bound'));
  return short.charAt(0).toUpperCase() + short.slice(1);
}

function measured(rule: GateRule): string {
  if (rule.name === 'failed cases') return `${rule.value ?? '—'}, was ${rule.limit ?? '—'}`;
  if (rule.name.includes('mm')) return `${signed(rule.value, 2)} mm, limit ${signed(rule.limit, 2)}`;
  if (rule.limit === null) return fixed(rule.value, 3);
  return `${signed(rule.value, 3)}, limit ${signed(rule.limit, 3)}`;
}
