import { boxTool } from './boxing';
import { lassoTool, scissorsTool } from './cutting';
import { fillTool } from './filling';
import { growTool } from './growing';
import { panTool, selectTool, windowTool, zoomTool } from './looking';
import { measureTool } from './measuring';
import { paintTool } from './painting';
import { smartTool } from './smart';
import type { PaneTool, ToolHost } from './types';

/** Every tool of the panes. A new one is a file of its own and a line here. */
const factories: readonly ((host: ToolHost) => PaneTool)[] = [
  selectTool,
  windowTool,
  panTool,
  zoomTool,
  paintTool('brush'),
  paintTool('erase'),
  paintTool('threshold'),
  scissorsTool,
  lassoTool,
  fillTool,
  boxTool,
  smartTool,
  growTool,
  measureTool('ruler'),
  measureTool('angle'),
  measureTool('ellipse'),
];

export const toolsOf = (host: ToolHost): ReadonlyMap<string, PaneTool> =>
  new Map(factories.map((make) => make(host)).map((tool) => [tool.name, tool]));
