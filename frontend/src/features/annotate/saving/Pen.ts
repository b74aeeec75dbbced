import type { Tool, VolumeViewer } from '@/viewer';

/** Lets the person draw or only look; the tool that was in hand is in hand again afterwards. */
export class Pen {
  readonly #viewer: VolumeViewer;
  #tool: Tool | null = null;

  constructor(viewer: VolumeViewer) {
    this.#viewer = viewer;
  }

  give(mayDraw: boolean): void {
    const { editable, tool } = this.#viewer.state.get();
    if (editable === mayDraw) return;
    if (!mayDraw) this.#tool = tool;
    this.#viewer.setEditable(mayDraw);
    if (mayDraw && this.#tool) this.#viewer.setTool(this.#tool);
  }
}
