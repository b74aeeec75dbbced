import { IconCheck, IconX } from '@tabler/icons-react';
import type { Label } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import { Card } from '@/ui';
import type { Gate, GateRule } from '../api';
import styles from '../Models.module.css';

/** Each rule with what was measured and what it had to meet. */
export function GateRules({ gate, labels }: { gate: Gate; labels: Label[] }) {
  const rules = gate.rules ?? [];
  return (
    <Card className={styles.rules} title="Rules of the gate" note="measured, and the limit">
      {rules.length === 0 ? (
        <p className="t2">{gate.reason ?? 'It could not be judged: the holdout has no approved case.'}</p>
      ) : (
        <ul>
          {[...rules]
            .sort((a, b) => Number(a.passed) - Number(b.passed))
            .map((rule) => (
              <Rule key={rule.name} rule={rule} labels={labels} />
            ))}
        </ul>
      )}
    </Card>
  );
}

function Rule({ rule, labels }: { rule: GateRule; labels: Label[] }) {
  return (
    <li className={styles.rule} title={[ruleName(rule.name, labels), rule.note].filter(Boolean).join('. ')}>
      {rule.passed ? (
        <IconCheck size={14} stroke={1.75} className="ok" aria-label="passed" />
      ) : (
        <IconX size={14} stroke={1.75} className="danger" aria-label="failed" />
      )}
      <span className={rule.passed ? 'ellipsis' : 'ellipsis danger'}>{ruleName(rule.name, labels)}</span>
      <span className="grow" />
      <span className="t2 num" style={{ whiteSpace: 'nowrap' }}>
        {measured(rule)}
      </span>
    </li>
  );
}

/** "class 2 Dice, low end ..." -> "Posterior: Dice, low end ..." */
export function ruleName(name: string, labels: Label[]): string {
  const words = name.replace(/^class (\d+) /, (_, value: string) => {
    const label = labels.find((one) => String(one.value) === value);
    return label ? `${label.name}: ` : `Label ${value}: `;
  });
  const short = words.replace('low end of 95 % interval', 'lower bound');
  return short.charAt(0).toUpperCase() + short.slice(1);
}

function measured(rule: GateRule): string {
  if (rule.name === 'failed cases') return `${rule.value ?? '—'}, was ${rule.limit ?? '—'}`;
  if (rule.name.includes('mm')) return `${signed(rule.value, 2)} mm, limit ${signed(rule.limit, 2)}`;
  if (rule.limit === null) return fixed(rule.value, 3);
  return `${signed(rule.value, 3)}, limit ${signed(rule.limit, 3)}`;
}
