import { Observable } from '@/lib/observable';
import { Cine } from './Cine';
import { PaneLayout } from './layout/PaneLayout';
import { sliceAxes } from './mask/slices';
import { axisOf, type Index, type Plane } from './types';
import { ViewerPlaces } from './ViewerPlaces';

/** The part of a viewer that knows the panes: which are shown, which one the keys mean, what is played in them. */
export abstract class ViewerPanes extends ViewerPlaces {
  readonly layout: PaneLayout;
  /** The pane last pointed at or focused. */
  readonly active = new Observable<Plane>('z');
  readonly cine: Cine;

  constructor(layout: PaneLayout | undefined) {
    super();
    this.layout = layout ?? new PaneLayout();
    const host = this;
    this.cine = new Cine({
      get shape(): Index {
        return host.shape;
      },
      slice: (plane) => this.state.get().focus[axisOf[plane]],
      show: (plane, slice) => this.jumpToSlice(plane, slice),
    });
  }

  /** Walks slices of the active pane; up is towards the head where that has a meaning. */
  stepSlice(steps: number): void {
    const plane = this.active.get();
    const up = this.planes.find((each) => each.plane === plane)?.lastIsTop ? 1 : -1;
    this.jumpToSlice(plane, this.state.get().focus[axisOf[plane]] + up * steps);
  }

  /** Moves the crosshair by voxels of the active pane, as it lies on the screen: right and down. */
  nudge(right: number, down: number): void {
    const plane = this.active.get();
    const { affine } = this.scene.pane(plane).camera;
    const { u, v } = sliceAxes[plane];
    const focus = [...this.state.get().focus] as [number, number, number];
    // u runs across the screen where it moves it more than v does.
    const flat = Math.abs(affine[0]) >= Math.abs(affine[2]);
    const [across, along] = flat ? [u, v] : [v, u];
    focus[across] += right * Math.sign(flat ? affine[0] : affine[2]);
    focus[along] += down * Math.sign(flat ? affine[3] : affine[1]);
    this.jumpTo(focus);
  }
}
