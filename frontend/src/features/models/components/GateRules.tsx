import { IconCheck, IconX } from '@tabler/icons-react';
import type { ProjectDetail } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import { Card } from '@/ui';
import type { Gate, GateRule } from '../api';
import { groupName } from '../groups';
import styles from '../Models.module.css';

/** Whose labels and findings the rules are about. */
type Named = Pick<ProjectDetail, 'labels' | 'findings'>;

/** Each rule with what was measured and what it had to meet; those of labels and of subgroups as one each. */
export function GateRules({ gate, project }: { gate: Gate | null; project: Named }) {
  const lines = gateLines(gate?.rules ?? [], project);
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

const isOfPart = (rule: GateRule) => /^(class|finding) \S+ /.test(rule.name);
const isOfGroup = (rule: GateRule) => /^[a-z]+:/.test(rule.name);

/** What failed comes first, each by itself; labels and subgroups that hold are one line, with the worst. */
export function gateLines(rules: GateRule[], project: Named): GateLine[] {
  const single = rules.filter((rule) => !rule.passed || !(isOfPart(rule) || isOfGroup(rule)));
  const lines = single.map((rule) => ({
    name: ruleName(rule.name, project),
    measured: measured(rule),
    passed: rule.passed,
    note: rule.note,
  }));
  const held = (of: (rule: GateRule) => boolean) => rules.filter((rule) => rule.passed && of(rule));
  const grouped = [
    worstOf(held(isOfPart), project.findings.length ? 'finding' : 'label', project),
    worstOf(held(isOfGroup), 'subgroup', project),
  ].flatMap((line) => line ?? []);
  return [...lines.filter((line) => !line.passed), ...lines.filter((line) => line.passed), ...grouped];
}

function worstOf(rules: GateRule[], what: string, project: Named): GateLine | null {
  const ranked = [...rules].sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const worst = ranked[0];
  if (!worst) return null;
  return {
    name: `Every ${what} above ${signed(worst.limit, 2)}`,
    measured: `${rules.length} of them, worst ${signed(worst.value, 3)}`,
    passed: true,
    note: ranked.map((rule) => `${ruleName(rule.name, project)} ${signed(rule.value, 3)}`).join(', '),
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

const PART = /\b(class|finding) ([\w-]+)(?= (?:Dice|AUROC))/g;

function partName(kind: string, id: string, { labels, findings }: Named): string {
  if (kind === 'finding') return findings.find((one) => one.key === id)?.name ?? id;
  return labels.find((one) => String(one.value) === id)?.name ?? `Label ${id}`;
}

/** "class 2 Dice, low end ..." -> "Posterior: Dice, low end ..." */
export function ruleName(name: string, project: Named): string {
  const words = name.replace(PART, (_, kind: string, id: string) => `${partName(kind, id, project)}:`);
  const short = groupName(words.replace('low end of 95 % interval', 'lower bound'));
  return short.charAt(0).toUpperCase() + short.slice(1);
}

function measured(rule: GateRule): string {
  if (rule.name === 'failed cases') return `${rule.value ?? '—'}, was ${rule.limit ?? '—'}`;
  if (rule.limit === null) return fixed(rule.value, 3);
  const [unit, digits] = rule.name.includes('mm') ? [' mm', 2] : ['', 3];
  const limit = rule.limit === 0 ? '0' : signed(rule.limit, digits);
  return `${signed(rule.value, digits)}${unit}, limit ${limit}`;
}
