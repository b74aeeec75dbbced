import { count, counted, fixed } from '@/lib/numbers';
import { Badge, Card, type Tone } from '@/ui';
import { type Advice, type Arms, useAdvice } from '../api';
import styles from '../Rounds.module.css';

/** Whether picking pays, and whether more labels do: advice with its evidence, never an act. */
export function Learned({ slug }: { slug: string }) {
  const advice = useAdvice(slug);
  if (!advice.data) return null;
  return (
    <>
      <ArmsCard arms={advice.data.arms} />
      <Card title="Are the labels enough?" note="advice">
        <ul className={styles.advice}>
          {advice.data.advice.map((one) => (
            <Rule key={one.rule} advice={one} />
          ))}
        </ul>
      </Card>
    </>
  );
}

const VERDICTS: Record<Advice['verdict'], { tone: Tone; word: string }> = {
  enough: { tone: 'ok', word: 'enough' },
  go_on: { tone: 'plain', word: 'go on' },
  early: { tone: 'plain', word: 'too early' },
};

function Rule({ advice }: { advice: Advice }) {
  const { tone, word } = VERDICTS[advice.verdict];
  return (
    <li>
      <span className={styles.rule}>
        <b>{advice.title}</b>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <span className="small t2">{advice.evidence}</span>
    </li>
  );
}

const NAMES: Record<string, string> = { picked: 'Picked', random: 'Random' };

function ArmsCard({ arms }: { arms: Arms }) {
  return (
    <Card title="Does picking pay?" note="mean, 95 % interval">
      {arms.arms.some((arm) => arm.cases > 0) && <ArmsTable arms={arms} />}
      <p className="small t2">
        {arms.words}
        {arms.difference &&
          arms.difference.low !== null &&
          ` Difference of Dice ${fixed(arms.difference.mean, 2)} (${fixed(arms.difference.low, 2)} to ${fixed(arms.difference.high, 2)}), ${counted(arms.difference.n, 'case')} in the smaller arm.`}
      </p>
    </Card>
  );
}

function ArmsTable({ arms }: { arms: Arms }) {
  return (
    <table className={`gyre-table ${styles.arms}`}>
      <thead>
        <tr>
          <th scope="col">Corrected</th>
          {arms.arms.map((arm) => (
            <th key={arm.arm} scope="col" className="number">
              {NAMES[arm.arm] ?? arm.arm} <span className="t3">{arm.cases}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Figures name="Dice" arms={arms} of="dice" digits={2} />
        <Figures name="Voxels" arms={arms} of="edited_voxels" digits={0} />
        <Figures name="Minutes" arms={arms} of="minutes" digits={1} />
      </tbody>
    </table>
  );
}

interface FiguresProps {
  name: string;
  arms: Arms;
  of: 'dice' | 'edited_voxels' | 'minutes';
  digits: number;
}

function Figures({ name, arms, of, digits }: FiguresProps) {
  const show = (value: number | null) =>
    digits === 0 && value !== null ? count(Math.round(value)) : fixed(value, digits);
  return (
    <tr>
      <td>{name}</td>
      {arms.arms.map((arm) => {
        const found = arm[of];
        return (
          <td key={arm.arm} className="number">
            {show(found?.mean ?? null)}
            {found && found.low !== null && (
              <span className={`small t3 ${styles.interval}`}>
                {show(found.low)} to {show(found.high)}
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
