import type { OpenSeries } from '../pixels/Series';
import { infoOf } from '../planeInfo';
import { Scene, type SceneSources } from '../Scene';
import type { Plane, PlaneInfo, Vector } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { type CompanionHost, Follower } from './Follower';
import { type Link, planeAlike, turnBetween } from './places';

export interface Setting {
  host: CompanionHost;
  /** The pane of the case that is followed. */
  hostPlane: Plane;
  series: OpenSeries;
  element: HTMLDivElement;
  sources: SceneSources;
  link: Link | null;
  /** Where to stand, LPS mm in this series; its middle when left out. */
  point?: Vector;
  moved: () => void;
  failed: () => void;
}

/** One plane of a companion on its element, following one plane of the case. */
export class Stage {
  readonly hostPlane: Plane;
  readonly plane: Plane;
  readonly info: PlaneInfo;
  /** Degrees between both planes. */
  readonly turnedBy: number;
  readonly scene: Scene;
  readonly follower: Follower;

  constructor({ host, hostPlane, series, element, sources, ...rest }: Setting) {
    const { grid } = series;
    this.hostPlane = hostPlane;
    this.plane = series.isVolume ? planeAlike(host.grid, hostPlane, grid) : 'z';
    this.info = infoOf(grid, this.plane);
    this.turnedBy = turnBetween(host.grid, hostPlane, grid, this.plane);
    this.scene = new Scene(series, { [this.plane]: element }, sources, {
      lost: () => {},
      back: () => {},
      gone: rest.failed,
    });
    const pane = this.scene.pane(this.plane);
    this.follower = new Follower({ host, hostPlane, scene: this.scene, pane, ...rest });
    this.scene.follow(this.follower.focus);
  }

  /** Draws anew what of the case's mask and labels has changed; returns what stops it. */
  watchMask({ state }: Pick<VolumeViewer, 'state'>): () => void {
    let last = state.get();
    return state.subscribe(() => {
      const now = state.get();
      if (now.maskVersion !== last.maskVersion) this.scene.edited();
      else if (now.labels !== last.labels || now.activeLabel !== last.activeLabel) this.scene.redraw();
      last = now;
    });
  }
}
