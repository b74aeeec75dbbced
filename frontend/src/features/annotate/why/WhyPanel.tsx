import type { Commands } from '@/lib/commands';
import { fixed } from '@/lib/numbers';
import { PanelHead, QuietButton, Segmented } from '@/ui';
import { useObservable, type VolumeViewer } from '@/viewer';
import { isPart } from './box';
import type { Explanation, Method } from './calls';
import type { WhyMap } from './WhyMap';
import styles from './WhyPanel.module.css';

interface Props {
  map: WhyMap;
  viewer: VolumeViewer;
  commands: Commands;
  /** The finding or the label in hand, by name. */
  of: string;
  methods: readonly Method[];
}

const names: Readonly<Record<Method, string>> = { grad_cam: 'Grad-CAM', occlusion: 'Occlusion' };

/** Why the model proposed this: the map's switch, its scale, what it shows, and what it does not prove. */
export function WhyPanel({ map, viewer, commands, of, methods }: Props) {
  const state = useObservable(map.state);
  const method = useObservable(map.method);
  const on = state.kind !== 'off';
  const subject = methods.includes('occlusion') ? 'finding' : 'mask';
  return (
    <section aria-label={`Why this ${subject}`}>
      <PanelHead title={`Why this ${subject}`}>
        <QuietButton size="compact-xs" aria-pressed={on} onClick={() => commands.run('why.show')}>
          {on ? 'Hide' : 'Show'}&nbsp;<kbd>{commands.keyFor('why.show')}</kbd>
        </QuietButton>
      </PanelHead>
      {on && methods.length > 1 && (
        <Segmented
          label="How the map is made"
          value={method}
          onChange={(value) => map.by(value)}
          options={methods.map((value) => ({ value, label: names[value] }))}
        />
      )}
      <div aria-live="polite">
        {state.kind === 'asking' && (
          <p className="small t2">
            Asking the model about {of}
            {state.share !== null && `: ${Math.round(100 * state.share)} % of its looks are done`}.
          </p>
        )}
        {state.kind === 'failed' && <p className="small">{state.told.happened}</p>}
        {state.kind === 'shown' && <Words {...{ of, viewer, method }} explained={state.explained} />}
      </div>
    </section>
  );
}

interface WordsProps {
  of: string;
  viewer: VolumeViewer;
  method: Method;
  explained: Omit<Explanation, 'heat'>;
}

function Words({ of, viewer, method, explained }: WordsProps) {
  const { model, likeness, limit, images, box } = explained;
  const what = method === 'grad_cam' ? 'What raised' : 'Hiding the bright places lowers';
  return (
    <>
      <div className={styles.scale} aria-hidden="true">
        <span>less</span>
        <i />
        <span>most</span>
      </div>
      <p className="small">
        {what} <b>{of}</b> for v{model}
        {isPart(box, viewer.shape) && ', in the part around the mask that it was shown'}.
      </p>
      <p className="small t2">
        It does not show that the answer is right, nor that the place is the reason. It is coarse.
      </p>
      <p
        className="small t3"
        title="Mean rank correlation with maps by random weights: near 1 explains nothing"
      >
        Likeness to random weights {fixed(likeness, 2)} (limit {fixed(limit, 2)}, {images} images)
      </p>
    </>
  );
}
