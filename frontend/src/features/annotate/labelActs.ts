import { millilitres } from '@/lib/format';
import { toast } from '@/ui';
import {
  axisOf,
  copyLabel,
  fillHoles,
  interpolate,
  keepLargest,
  type MaskAccess,
  relabelAll,
  removeIslands,
  resizeLabel,
  smooth,
  type VolumeViewer,
} from '@/viewer';

/** Something that acts on one label, as a whole or in the slice shown. One step of undo. */
export interface LabelAct {
  id: string;
  name: string;
  /** What was done, before the label's name: "Smoothed". */
  done: string;
  keys: readonly string[];
  where: 'slice' | 'volume';
  act: (viewer: VolumeViewer, value: number) => (access: MaskAccess) => void;
}

/** Islands are what is smaller than this. */
const ISLAND_ML = 0.1;

/** The slice shown in the pane that was last pointed at. */
function shown(viewer: VolumeViewer) {
  const plane = viewer.active.get();
  return { plane, slice: viewer.state.get().focus[axisOf[plane]] };
}

/** Wide enough to take steps of one voxel away. */
const sigmaMm = ({ spacing }: VolumeViewer) => 2 * Math.min(...spacing);

function copyFrom(step: 1 | -1): LabelAct['act'] {
  return (viewer, value) => {
    const { plane, slice } = shown(viewer);
    const up = viewer.planes.find((each) => each.plane === plane)?.lastIsTop ? step : -step;
    return (access) => copyLabel(access, plane, slice + up, slice, value);
  };
}

export const labelActs: readonly LabelAct[] = [
  {
    id: 'smooth',
    name: 'Smooth in this slice',
    done: 'Smoothed',
    keys: ['S'],
    where: 'slice',
    act: (viewer, value) => {
      const how = { value, sigmaMm: sigmaMm(viewer), spacing: viewer.spacing, where: shown(viewer) };
      return (access) => smooth(access, how);
    },
  },
  {
    id: 'holes',
    name: 'Fill holes in this slice',
    done: 'Filled the holes of',
    keys: ['Shift+H'],
    where: 'slice',
    act: (viewer, value) => (access) => fillHoles(access, value, shown(viewer)),
  },
  {
    id: 'copy-above',
    name: 'Copy here from the slice above',
    done: 'Copied',
    keys: ['Alt+Up'],
    where: 'slice',
    act: copyFrom(1),
  },
  {
    id: 'copy-below',
    name: 'Copy here from the slice below',
    done: 'Copied',
    keys: ['Alt+Down'],
    where: 'slice',
    act: copyFrom(-1),
  },
  {
    id: 'interpolate-near',
    name: 'Interpolate the nearest gap',
    done: 'Interpolated',
    keys: ['Alt+I'],
    where: 'slice',
    act: (viewer, value) => {
      const { plane, slice: near } = shown(viewer);
      return (access) => interpolate(access, { plane, value, spacing: viewer.spacing, near });
    },
  },
  {
    id: 'interpolate',
    name: 'Interpolate between slices',
    done: 'Interpolated',
    keys: ['I'],
    where: 'volume',
    act: (viewer, value) => {
      const { plane } = shown(viewer);
      return (access) => interpolate(access, { plane, value, spacing: viewer.spacing });
    },
  },
  {
    id: 'smooth-all',
    name: 'Smooth in the volume',
    done: 'Smoothed',
    keys: ['Alt+S'],
    where: 'volume',
    act: (viewer, value) => {
      const how = { value, sigmaMm: sigmaMm(viewer), spacing: viewer.spacing, where: 'volume' as const };
      return (access) => smooth(access, how);
    },
  },
  {
    id: 'holes-slices',
    name: 'Fill holes in each slice',
    done: 'Filled the holes of',
    keys: ['Alt+H'],
    where: 'volume',
    act: (viewer, value) => (access) => fillHoles(access, value, viewer.active.get()),
  },
  {
    id: 'holes-volume',
    name: 'Fill closed cavities',
    done: 'Filled the cavities of',
    keys: [],
    where: 'volume',
    act: (_viewer, value) => (access) => fillHoles(access, value, 'volume'),
  },
  {
    id: 'largest',
    name: 'Keep only the largest piece',
    done: 'Kept the largest piece of',
    keys: ['Shift+D'],
    where: 'volume',
    act: (_viewer, value) => (access) => keepLargest(access, value),
  },
  {
    id: 'islands',
    name: `Remove islands under ${ISLAND_ML} ml`,
    done: 'Removed islands of',
    keys: ['Alt+D'],
    where: 'volume',
    act: (viewer, value) => (access) => removeIslands(access, value, Math.ceil(ISLAND_ML / viewer.voxelMl)),
  },
  {
    id: 'grow',
    name: 'Grow by one voxel',
    done: 'Grew',
    keys: [],
    where: 'volume',
    act: resizing(1),
  },
  {
    id: 'shrink',
    name: 'Shrink by one voxel',
    done: 'Shrank',
    keys: [],
    where: 'volume',
    act: resizing(-1),
  },
];

function resizing(direction: 1 | -1): LabelAct['act'] {
  return ({ spacing }, value) => {
    const byMm = direction * Math.min(...spacing);
    return (access) => resizeLabel(access, { value, byMm, spacing, extent: 'volume' });
  };
}

/** Gives all of one label to the label in hand. */
export function giveTo(value: number): LabelAct {
  return {
    id: 'relabel-all',
    name: 'Give all of it to the label in hand',
    done: 'Gave away all of',
    keys: [],
    where: 'volume',
    act: (_viewer, from) => (access) => relabelAll(access, from, value),
  };
}

/** Does it, and says by how much the label has changed. */
export function perform(viewer: VolumeViewer, { id, done, act }: LabelAct, value: number): void {
  const { labels, editable, maskVersion } = viewer.state.get();
  const label = labels.find((each) => each.value === value);
  if (!label || !editable) return;
  if (label.locked || !label.visible) {
    toast(`${label.name} is ${label.locked ? 'locked' : 'hidden'}: nothing is changed.`);
    return;
  }
  const before = viewer.volumeMl(value);
  viewer.applyOperation(id, act(viewer, value));
  const after = viewer.state.get().maskVersion;
  if (after === maskVersion) {
    toast(`${label.name}: nothing to change.`);
    return;
  }
  const ml = viewer.volumeMl(value) - before;
  toast({
    text: `${done} ${label.name}${Math.abs(ml) < 0.005 ? '' : `: ${ml < 0 ? '−' : '+'}${millilitres(Math.abs(ml))} ml`}`,
    undo: () => viewer.state.get().maskVersion === after && viewer.undo(),
  });
}
