import type { Answer, Asked } from '@/lib/answers';
import { type FindingState, proposedState } from '@/lib/answers';
import type { Commands } from '@/lib/commands';
import { PanelHead, Swatch } from '@/ui';
import { useObservable } from '@/viewer';
import type { AnswerState, AnswerStore } from './AnswerStore';
import { say, stateNames } from './acts';
import styles from './FindingsPanel.module.css';

interface Props {
  store: AnswerStore;
  commands: Commands;
  missing: readonly string[];
}

const states: readonly FindingState[] = ['present', 'absent', 'uncertain'];

/** What is asked, what was answered, and beside it what the model proposes once that is shown. */
export function FindingsPanel({ store, commands, missing }: Props) {
  const state = useObservable(store.state);
  const open = store.asked.filter(({ key }) => !state.answers[key]).length;
  return (
    <section aria-label="Findings">
      <PanelHead title="Findings">
        <span className="small t2">{open === 0 ? 'all answered' : `${open} open`}</span>
      </PanelHead>
      {state.proposal && (
        <div className={styles.columns} aria-hidden="true">
          <span>You</span>
          <span>{state.model === null ? 'Model' : `Model v${state.model}`}</span>
        </div>
      )}
      <ul className={styles.list}>
        {store.asked.map((one, position) => (
          <Row
            key={one.key}
            {...{ store, state, commands, one, position }}
            missing={missing.includes(one.key)}
          />
        ))}
      </ul>
      <Foot {...{ state, commands, open }} />
    </section>
  );
}

interface RowProps {
  store: AnswerStore;
  state: AnswerState;
  commands: Commands;
  one: Asked;
  position: number;
  missing: boolean;
}

function Row({ store, state, commands, one, position, missing }: RowProps) {
  const answer = state.answers[one.key];
  const inHand = state.key === one.key;
  return (
    <li className={styles.row} data-active={inHand || undefined} data-missing={missing || undefined}>
      <button
        type="button"
        className={styles.name}
        aria-current={inHand || undefined}
        onClick={() => store.take(one.key)}
      >
        <kbd>{position < 10 ? commands.keyFor(`label.${position + 1}`) : ''}</kbd>
        <Swatch color={one.color ?? 1} />
        <span className="grow ellipsis" title={one.name}>
          {one.name}
        </span>
        <span className={styles.said} data-state={answer?.state}>
          {state.proposal ? toldShort(answer) : told(answer)}
        </span>
        {state.proposal && <Proposed state={state} of={one} />}
      </button>
      {inHand && <Choices {...{ store, state, commands, one }} />}
    </li>
  );
}

function told(answer: Answer | undefined): string {
  if (!answer) return 'open';
  const boxes = answer.boxes.length;
  return `${stateNames[answer.state]}${boxes ? `, ${boxes} ${boxes === 1 ? 'box' : 'boxes'}` : ''}`;
}

/** The same where the model's word stands beside it: the name of the finding needs the room. */
function toldShort(answer: Answer | undefined): string {
  if (!answer?.boxes.length) return told(answer);
  return `${stateNames[answer.state]} · ${answer.boxes.length}`;
}

/** The model's word; marked where it is another than the reader's. */
function Proposed({ state, of }: { state: AnswerState; of: Asked }) {
  const proposed = state.proposal?.[of.key];
  if (!proposed) return <span className={styles.model}>none</span>;
  const answer = state.answers[of.key]?.state;
  const word = proposedState(proposed.probability);
  const differs = answer !== undefined && answer !== word;
  return (
    <span
      className={styles.model}
      data-differs={differs || undefined}
      title={`The model: ${word}, probability ${proposed.probability.toFixed(2)}`}
    >
      {differs && <b aria-hidden="true">≠</b>} {proposed.probability.toFixed(2)}
    </span>
  );
}

function Choices({ store, state, commands, one }: Omit<RowProps, 'position' | 'missing'>) {
  const answer = state.answers[one.key];
  const first = state.first?.[one.key];
  return (
    <div className={styles.choices}>
      <fieldset className={styles.answers} aria-label={`Answer for ${one.name}`}>
        {states.map((each) => (
          <button
            key={each}
            type="button"
            className={styles.choice}
            aria-pressed={answer?.state === each}
            onClick={() => say(store, each)}
          >
            {stateNames[each]} <kbd>{commands.keyFor(`finding.${each}`)}</kbd>
          </button>
        ))}
      </fieldset>
      {first && first.state !== answer?.state && (
        <p>
          You said first: <b>{stateNames[first.state].toLowerCase()}</b>
        </p>
      )}
      {one.asks_boxes && answer && answer.state !== 'absent' && (
        <p>{answer.boxes.length ? 'Drag for another box' : 'Drag a box where it is'}</p>
      )}
    </div>
  );
}

function Foot({ state, commands, open }: { state: AnswerState; commands: Commands; open: number }) {
  return (
    <div className={styles.foot}>
      {open > 0 && (
        <button type="button" className={styles.act} onClick={() => commands.run('finding.others-absent')}>
          All others absent <kbd>{commands.keyFor('finding.others-absent')}</kbd>
        </button>
      )}
      {state.proposal && (
        <button type="button" className={styles.act} onClick={() => commands.run('proposal.take')}>
          Take the model’s answers <kbd>{commands.keyFor('proposal.take')}</kbd>
        </button>
      )}
      {state.withheld && <p>The model’s proposal is shown when you have answered all of them.</p>}
    </div>
  );
}
