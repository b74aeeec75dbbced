import type { Commands } from '@/lib/commands';
import { useViewerState, type VolumeViewer } from '@/viewer';
import type { Method } from './calls';
import type { WhyMap } from './WhyMap';
import { WhyPanel } from './WhyPanel';

const methods: readonly Method[] = ['grad_cam'];

interface Props {
  map: WhyMap;
  viewer: VolumeViewer;
  commands: Commands;
}

/** Why the model drew the label in hand. */
export function LabelWhy({ map, viewer, commands }: Props) {
  const name = useViewerState(
    viewer,
    ({ labels, activeLabel }) => labels.find(({ value }) => value === activeLabel)?.name ?? '',
  );
  return <WhyPanel {...{ map, viewer, commands, methods }} of={name} />;
}
