/**
 * Answers about findings: what `labeling.imaging.findings` says, byte for byte the same. A finding that is not named is
 * unanswered. Everything here is pure: a change gives new answers.
 */

export type FindingState = 'present' | 'absent' | 'uncertain';

export interface AnswerBox {
  /** Key of the slice. */
  slice: string;
  /** x0, y0, x1, y1 in whole pixels of the slice as it is stored; (0, 0) is its outer corner. */
  box: readonly number[];
}

export interface Answer {
  state: FindingState;
  boxes: readonly AnswerBox[];
}

export type Answers = Readonly<Record<string, Answer>>;

export interface ProposedBox extends AnswerBox {
  probability: number | null;
}

export type Proposal = Readonly<Record<string, { probability: number; boxes: readonly ProposedBox[] }>>;

/** A finding that is asked for. */
export interface Asked {
  key: string;
  name: string;
  color?: number;
  asks_boxes?: boolean;
  /** Present, it leaves no room for another: "no finding". */
  excludes_others?: boolean;
}

const PRESENT_FROM = 0.5;

/** What a proposal comes to, read as an answer. */
export const proposedState = (probability: number): FindingState =>
  probability >= PRESENT_FROM ? 'present' : 'absent';

/** One answer set; null takes the answer back. What contradicts it follows: boxes of what is absent, "no finding". */
export function withState(
  answers: Answers,
  asked: readonly Asked[],
  key: string,
  state: FindingState | null,
): Answers {
  if (state === null) return without(answers, key);
  const boxes = state === 'absent' ? [] : (answers[key]?.boxes ?? []);
  const said: Answers = { ...answers, [key]: { state, boxes } };
  if (state === 'absent') return said;
  const alone = asked.find((one) => one.key === key)?.excludes_others && state === 'present';
  return alone ? othersAbsent(said, key) : withoutExcluder(said, asked, key);
}

/** Every finding without an answer is absent; where then nothing was found, "no finding" is what is present. */
export function withOthersAbsent(answers: Answers, asked: readonly Asked[]): Answers {
  const said: Record<string, Answer> = { ...answers };
  for (const { key } of asked) said[key] ??= { state: 'absent', boxes: [] };
  const found = Object.values(said).some(({ state }) => state !== 'absent');
  const none = asked.find((one) => one.excludes_others && !answers[one.key]);
  if (none && !found) said[none.key] = { state: 'present', boxes: [] };
  return said;
}

/** A box more. What was absent or unanswered is present then: somebody has just drawn it. */
export function withBox(answers: Answers, asked: readonly Asked[], key: string, box: AnswerBox): Answers {
  const before = answers[key];
  const state = before && before.state !== 'absent' ? before.state : 'present';
  const said = withState(answers, asked, key, state);
  return { ...said, [key]: { state, boxes: [...(said[key]?.boxes ?? []), box] } };
}

/** One box put elsewhere; null takes it away, and the answer stays. */
export function withBoxAt(answers: Answers, key: string, position: number, box: AnswerBox | null): Answers {
  const answer = answers[key];
  if (!answer) return answers;
  const boxes = answer.boxes.flatMap((each, at) => (at === position ? (box ? [box] : []) : [each]));
  return { ...answers, [key]: { ...answer, boxes } };
}

/** The proposal as one's own answers, boxes of what is present included. */
export function asAnswers(answers: Answers, asked: readonly Asked[], proposal: Proposal): Answers {
  let said = answers;
  for (const { key, asks_boxes } of asked) {
    const proposed = proposal[key];
    if (!proposed) continue;
    const state = proposedState(proposed.probability);
    said = withState(said, asked, key, state);
    if (state !== 'present') continue;
    const boxes = asks_boxes ? proposed.boxes.map(({ slice, box }) => ({ slice, box: [...box] })) : [];
    said = { ...said, [key]: { state, boxes } };
  }
  return said;
}

export const unanswered = (answers: Answers, asked: readonly Asked[]): string[] =>
  asked.map(({ key }) => key).filter((key) => !answers[key]);

/** JSON with sorted keys and no spaces: what is hashed, here and on the server. */
export function canonical(answers: Answers): string {
  const said = Object.keys(answers)
    .sort()
    .map((key) => [key, answers[key]] as const);
  const parts = said.map(([key, answer]) => {
    const boxes = (answer?.boxes ?? []).map(({ slice, box }) => ({ box: [...box], slice }));
    return `${JSON.stringify(key)}:${JSON.stringify({ boxes, state: answer?.state })}`;
  });
  return `{${parts.join(',')}}`;
}

function without(answers: Answers, key: string): Answers {
  const { [key]: _gone, ...rest } = answers;
  return rest;
}

function othersAbsent(answers: Answers, key: string): Answers {
  return Object.fromEntries(
    Object.entries(answers).map(([each, answer]) => [
      each,
      each === key ? answer : { state: 'absent' as const, boxes: [] },
    ]),
  );
}

function withoutExcluder(answers: Answers, asked: readonly Asked[], key: string): Answers {
  const said: Record<string, Answer> = { ...answers };
  for (const one of asked) {
    if (one.excludes_others && one.key !== key && said[one.key]?.state === 'present') {
      said[one.key] = { state: 'absent', boxes: [] };
    }
  }
  return said;
}
