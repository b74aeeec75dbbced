import type { ReactNode } from 'react';
import type { Label, ViewerState, VolumeViewer } from '@/viewer';
import styles from './ToolOptions.module.css';

export function Bar({ children }: { children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}

/** `bare` where there is no room for the word. */
export function Size({ viewer, mm, bare }: { viewer: VolumeViewer; mm: number; bare?: boolean }) {
  return (
    <span className={styles.group} title="Diameter of the brush">
      {!bare && 'Diameter'}{' '}
      <b data-testid="diameter">
        {mm} {viewer.basis === 'pixels' ? 'px' : 'mm'}
      </b>
      <button type="button" aria-label="Smaller brush" onClick={() => viewer.resizeBrush(-1)}>
        <kbd>[</kbd>
      </button>
      <button type="button" aria-label="Larger brush" onClick={() => viewer.resizeBrush(1)}>
        <kbd>]</kbd>
      </button>
    </span>
  );
}

export function Shape({ viewer, sphere }: { viewer: VolumeViewer; sphere: boolean }) {
  return (
    <Choice
      name="Shape of the brush"
      options={[
        ['2D', !sphere, () => viewer.setBrush({ sphere: false })],
        ['Sphere', sphere, () => viewer.setBrush({ sphere: true })],
      ]}
    />
  );
}

export function Choice({
  name,
  options,
}: {
  name: string;
  options: [text: string, on: boolean, choose: () => void][];
}) {
  return (
    <fieldset className={styles.choice} aria-label={name}>
      {options.map(([text, on, choose]) => (
        <button key={text} type="button" aria-pressed={on} onClick={choose}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

export function Range({
  viewer,
  range,
  unit,
}: {
  viewer: VolumeViewer;
  range: ViewerState['threshold'];
  unit: string;
}) {
  const [low, high] = range;
  const field = (name: string, value: number, set: (value: number) => void) => (
    <input
      type="number"
      aria-label={name}
      value={value}
      onChange={(event) => event.target.value !== '' && set(Number(event.target.value))}
    />
  );
  return (
    <span className={styles.group}>
      {field('Lowest value', low, (value) => viewer.setThreshold(value, Math.max(value, high)))}
      to
      {field('Highest value', high, (value) => viewer.setThreshold(Math.min(low, value), value))}
      {unit}
    </span>
  );
}

/** Why nothing is made of a label that is locked or hidden. */
export function Blocked({ label }: { label: Label }) {
  return (
    <span className={styles.blocked}>
      {label.name} is {label.locked ? 'locked' : 'hidden'}: nothing is painted
    </span>
  );
}
