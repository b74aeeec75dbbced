import type { Commands } from '@/lib/commands';
import { count } from '@/lib/numbers';
import { QuietButton } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { EditingSession } from '../../EditingSession';
import { type Comparison, isDecided, planeOf } from '../../saving/conflict';
import { Do } from '../notices/Do';
import styles from './ConflictView.module.css';
import { VersionPane } from './VersionPane';

interface Props {
  comparison: Comparison;
  session: EditingSession;
  viewer: VolumeViewer;
  commands: Commands;
}

/** Two versions of a case side by side, slice by slice. Nothing is overwritten until all of it is chosen. */
export function ConflictView({ comparison, session, viewer, commands }: Props) {
  const { decisions } = session;
  const { z, theirs, mine, slices, choice } = comparison;
  const size = viewer.shape[1] * viewer.shape[2];
  const their = planeOf(theirs, z, size);
  const my = mine.get(z) ?? their;
  const position = slices.findIndex((slice) => slice.z === z);
  const picked = choice.get(z);
  return (
    <section className={styles.view} aria-label="Two versions">
      <header className={styles.bar}>
        <b>Slice {z + 1}</b>
        <span className="t2">
          {count(slices[position]?.voxels ?? 0)} voxels differ, slice {position + 1} of {slices.length} that
          do
        </span>
        <span className="grow" />
        <QuietButton
          onClick={() => decisions.step(-1)}
          rightSection={<kbd>{commands.keyFor('check.previous')}</kbd>}
        >
          Previous
        </QuietButton>
        <QuietButton
          onClick={() => decisions.step(1)}
          rightSection={<kbd>{commands.keyFor('check.next')}</kbd>}
        >
          Next difference
        </QuietButton>
      </header>
      <div className={styles.panes}>
        <VersionPane {...{ viewer, z }} title="Mine" labels={my} other={their} chosen={picked === 'mine'} />
        <VersionPane
          {...{ viewer, z }}
          title="Theirs"
          labels={their}
          other={my}
          chosen={picked === 'theirs'}
        />
      </div>
      <SliceStrip comparison={comparison} onGo={(to) => decisions.goTo(to)} />
      <footer className={styles.bar}>
        <Do text="Mine here" keys={commands.keyFor('versions.mine')} act={() => decisions.pick('mine')} />
        <Do
          text="Theirs here"
          keys={commands.keyFor('versions.theirs')}
          act={() => decisions.pick('theirs')}
        />
        <Do text="All mine" act={() => decisions.pickAll('mine')} />
        <Do text="All theirs" act={() => decisions.pickAll('theirs')} />
        <span className="grow" />
        <span className="t2" role="status">
          {choice.size} of {slices.length} chosen
        </span>
        <Do text="Back" act={() => decisions.leave()} />
        {isDecided(comparison) && <Do text="Go on with these" act={() => decisions.conclude()} />}
      </footer>
    </section>
  );
}

/** One button a slice that differs; its height is how much. */
function SliceStrip({ comparison, onGo }: { comparison: Comparison; onGo: (z: number) => void }) {
  const { slices, z, choice } = comparison;
  const most = Math.max(1, ...slices.map(({ voxels }) => voxels));
  return (
    <nav className={styles.strip} aria-label="Slices that differ">
      {slices.map((slice) => (
        <button
          key={slice.z}
          type="button"
          aria-current={slice.z === z ? 'true' : undefined}
          aria-label={`Slice ${slice.z + 1}, ${slice.voxels} voxels differ, ${choice.get(slice.z) ?? 'not chosen'}`}
          data-choice={choice.get(slice.z)}
          onClick={() => onGo(slice.z)}
        >
          <span style={{ height: `${20 + (80 * slice.voxels) / most}%` }} />
        </button>
      ))}
    </nav>
  );
}
