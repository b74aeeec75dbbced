import { useStrategies } from '@/api/strategies';
import { count, fixed } from '@/lib/numbers';
import { PlotCard } from '@/ui';
import type { Parameters, Results } from './api';
import { type NamedArm, ranked } from './curves';
import { SimulatedCurves } from './SimulatedCurves';
import styles from './Simulation.module.css';

interface Props {
  results: Results;
  verdict: string[];
  parameters: Parameters;
}

/** What it came to, in words, as curves and as numbers. */
export function SimulationResults({ results, verdict, parameters }: Props) {
  const arms = ranked(results.arms, useStrategies().data);
  const { pool, holdout, holdout_patients } = results.cases;
  const several = parameters.seeds > 1;
  const what = several ? `mean Dice of ${parameters.seeds} repetitions, 95 % CI` : 'Dice of 1 repetition';
  const note = `${what}; ${holdout} cases of ${holdout_patients} patients judge`;
  return (
    <>
      <ul className={styles.verdict}>
        {shown(verdict, arms.length, results).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <PlotCard className={styles.curves} title="Learning curves" note={note} table={tableOf(arms)}>
        <SimulatedCurves results={results} arms={arms} />
      </PlotCard>
      <Figures arms={arms} pool={pool} results={results} />
    </>
  );
}

/** The best strategy's sentence and the comparisons; what the others reached stands in the table. */
function shown(verdict: string[], arms: number, results: Results): string[] {
  return results.full_data ? [...verdict.slice(0, 1), ...verdict.slice(arms)] : verdict;
}

function tableOf(arms: NamedArm[]) {
  return {
    head: ['Strategy', 'Labels', 'Dice', '95 % CI', 'Edited voxels', 'Simulated minutes'],
    rows: arms.flatMap((arm) =>
      arm.points.map((point) => [
        arm.title,
        point.labels,
        fixed(point.dice.mean, 3),
        point.dice.low === null ? 'none' : `${fixed(point.dice.low, 3)} to ${fixed(point.dice.high, 3)}`,
        count(point.edited),
        fixed(point.minutes, 0),
      ]),
    ),
  };
}

function Figures({ arms, pool, results }: { arms: NamedArm[]; pool: number; results: Results }) {
  const best = arms[0];
  return (
    <table className={`gyre-table ${styles.figures}`}>
      <thead>
        <tr>
          <th scope="col">Strategy</th>
          <th scope="col" className="number" title="Mean height of the learning curve (AUBC)">
            Area under curve
          </th>
          <th scope="col" className="number">{`Labels to 95 %, of ${pool}`}</th>
          <th scope="col" className="number">{`Labels to 99 %, of ${pool}`}</th>
          <th scope="col" className="number">
            Edited voxels to 99 %
          </th>
          <th scope="col" className="number">
            Dice per 1,000 voxels
          </th>
          <th scope="col">Against {best?.title}</th>
        </tr>
      </thead>
      <tbody>
        {arms.map((arm) => (
          <tr key={arm.strategy}>
            <td title={arm.explanation}>{arm.title}</td>
            <td className="number" title={`${fixed(arm.aubc.low, 4)} to ${fixed(arm.aubc.high, 4)}`}>
              {fixed(arm.aubc.mean, 4)}
            </td>
            <td className="number">{reached(arm, '95', 'labels')}</td>
            <td className="number">{reached(arm, '99', 'labels')}</td>
            <td className="number">{reached(arm, '99', 'edited')}</td>
            <td className="number">{fixed(arm.gain_per_1000_voxels, 4)}</td>
            <td className="t2">{best && arm !== best && against(results, best, arm)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function reached(arm: NamedArm, mark: string, axis: 'labels' | 'edited'): string {
  const found = arm.reach[mark];
  const value = found?.[axis];
  if (!found || value === null || value === undefined) return 'not reached';
  return `${found.at_start ? 'at most ' : ''}${count(Math.ceil(value - 1e-9))}`;
}

function against(results: Results, { strategy: best }: NamedArm, { strategy: other }: NamedArm): string {
  const pair = results.pairs.find(({ a, b }) => (a === best && b === other) || (a === other && b === best));
  if (!pair) return '';
  if (pair.tie === null || pair.p_holm === null) return 'too few repetitions';
  return pair.tie ? `tie (p ${fixed(pair.p_holm, 2)})` : `slower (p ${fixed(pair.p_holm, 3)})`;
}
