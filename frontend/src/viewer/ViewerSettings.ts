import { Observable } from '@/lib/observable';
import type { PaneControls } from './PaneControls';
import type { Scene } from './Scene';
import type { Brush, Label, Tool, ToolOptions, ViewerState, Window } from './types';

export const initialBrush: Brush = { diameterMm: 8, sphere: false, eraseActiveOnly: false };
export const initialOptions: ToolOptions = {
  cut: 'erase',
  outline: 'freehand',
  deep: false,
  reachMm: 30,
  spread: 2,
};

/** The half of a viewer that says how it looks and what the mouse does: tool, brush, labels, window, overlay. */
export abstract class ViewerSettings {
  abstract readonly state: Observable<ViewerState>;
  protected abstract readonly scene: Scene;
  protected abstract readonly controls: PaneControls;
  /** One sentence on what a tool has done or why it has not. */
  readonly remark = new Observable<string | null>(null);
  protected windowChosen = false;

  /** Takes a tool in hand. That one works through all slices is not carried over from another. */
  setTool(tool: Tool): void {
    this.controls.finishStroke();
    const { tool: before, options } = this.state.get();
    this.patch({ tool, ...(tool !== before && { options: { ...options, deep: false } }) });
    this.controls.refreshCursor();
  }

  setBrush(change: Partial<Brush>): void {
    const brush = { ...this.state.get().brush, ...change };
    this.patch({ brush: { ...brush, diameterMm: Math.min(100, Math.max(0.5, brush.diameterMm)) } });
    this.controls.refreshCursor();
  }

  /** One step smaller or larger; the steps grow with the brush. */
  resizeBrush(step: 1 | -1): void {
    const size = this.state.get().brush.diameterMm;
    this.setBrush({ diameterMm: size + step * (size > 20 ? 4 : size > 4 ? 1 : 0.5) });
  }

  setOptions(change: Partial<ToolOptions>): void {
    this.patch({ options: { ...this.state.get().options, ...change } });
  }

  setThreshold(low: number, high: number): void {
    this.patch({ threshold: [Math.min(low, high), Math.max(low, high)] });
  }

  setActiveLabel(value: number): void {
    this.patch({ activeLabel: value });
    this.scene.redraw();
  }

  setLabel(value: number, change: Partial<Pick<Label, 'visible' | 'locked'>>): void {
    const labels = this.state
      .get()
      .labels.map((label) => (label.value === value ? { ...label, ...change } : label));
    this.patch({ labels });
    this.scene.redraw();
  }

  setAllVisible(visible: boolean): void {
    this.patch({ labels: this.state.get().labels.map((label) => ({ ...label, visible })) });
    this.scene.redraw();
  }

  setOutlinesOnly(outlinesOnly: boolean): void {
    this.patch({ outlinesOnly });
    this.scene.redraw();
  }

  /** How opaque the fill of labels is, 0 to 1; at 0 they are outlines. */
  setLabelOpacity(opacity: number): void {
    this.patch({ labelOpacity: Math.min(1, Math.max(0, opacity)), outlinesOnly: false });
    this.scene.redraw();
  }

  showUncertainty(shown: boolean): void {
    this.patch({ uncertaintyShown: shown });
    this.scene.redraw();
  }

  setWindow(window: Window): void {
    this.windowChosen = true;
    this.patch({ window: { width: Math.max(1, window.width), level: window.level } });
    this.scene.setWindow();
  }

  setInverted(inverted: boolean): void {
    this.patch({ inverted });
    this.scene.setWindow();
  }

  setEditable(editable: boolean): void {
    this.controls.finishStroke();
    this.patch({ editable, ...(!editable && { tool: 'select' as const }) });
  }

  protected patch(change: Partial<ViewerState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
