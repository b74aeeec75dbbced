import type { Rgba } from '../colours';
import type { Mesh } from './mesh';
import type { ScreenSize, Turntable } from './Turntable';

/** Lines in patient space: LPS mm, three numbers a point, two points a line. */
export interface Lines {
  points: Float32Array;
  colour: Rgba;
  /** Seen through surfaces. */
  through: boolean;
}

export class NoGraphics extends Error {
  constructor() {
    super('This browser gives no graphics context for the 3D surface.');
  }
}

interface Buffers {
  array: WebGLVertexArrayObject;
  buffers: WebGLBuffer[];
  count: number;
}

const vertex = `#version 300 es
in vec3 position;
in vec3 normal;
uniform mat4 view;
out vec3 outward;
void main() {
  outward = normal;
  gl_Position = view * vec4(position, 1.0);
}`;

/** A lamp a little above and to the left of the eye; edges that turn away darken, so that shapes read without shadows. */
const fragment = `#version 300 es
precision mediump float;
in vec3 outward;
uniform vec4 colour;
uniform vec3 lamp;
uniform vec3 eye;
uniform float lit;
out vec4 painted;
void main() {
  vec3 n = normalize(outward);
  float facing = abs(dot(n, eye));
  float light = 0.32 + 0.62 * max(dot(n, lamp), 0.0) * mix(0.75, 1.0, facing);
  float shine = pow(max(dot(n, normalize(lamp + eye)), 0.0), 32.0) * 0.12;
  painted = lit > 0.5 ? vec4(colour.rgb * light + shine, 1.0) : colour;
}`;

/** Draws meshes of labels on one canvas with a context of its own. */
export class SurfaceRenderer {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #meshes = new Map<number, Buffers>();
  readonly #lines: WebGLBuffer;

  /** Throws NoGraphics where the browser has none to give. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { antialias: true, alpha: false, depth: true });
    if (!gl || gl.isContextLost()) throw new NoGraphics();
    this.canvas = canvas;
    this.#gl = gl;
    this.#program = link(gl);
    this.#lines = gl.createBuffer();
  }

  get labels(): number[] {
    return [...this.#meshes.keys()];
  }

  get triangles(): number {
    return [...this.#meshes.values()].reduce((sum, { count }) => sum + count / 3, 0);
  }

  setMesh(label: number, mesh: Mesh | null): void {
    const gl = this.#gl;
    this.#free(label);
    if (!mesh || mesh.triangles.length === 0) return;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const attribute = (name: string, values: Float32Array) => {
      const buffer = gl.createBuffer();
      const place = gl.getAttribLocation(this.#program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
      return buffer;
    };
    const buffers = [attribute('position', mesh.positions), attribute('normal', mesh.normals)];
    const indices = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.triangles, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    this.#meshes.set(label, { array, buffers: [...buffers, indices], count: mesh.triangles.length });
  }

  draw(
    table: Turntable,
    size: ScreenSize,
    parts: readonly { label: number; colour: Rgba }[],
    lines: readonly Lines[],
  ): void {
    const gl = this.#gl;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    // biome-ignore lint/correctness/useHookAtTopLevel: a call of WebGL, not of React
    gl.useProgram(this.#program);
    const at = (name: string) => gl.getUniformLocation(this.#program, name);
    gl.uniformMatrix4fv(at('view'), false, table.matrix(size));
    const eye = table.towards.map((n) => -n);
    const lamp = eye.map((n, i) => n + 0.5 * (table.up[i] ?? 0) - 0.35 * (table.right[i] ?? 0));
    const long = Math.hypot(...lamp);
    gl.uniform3fv(at('eye'), eye);
    gl.uniform3fv(
      at('lamp'),
      lamp.map((n) => n / long),
    );
    gl.uniform1f(at('lit'), 1);
    for (const { label, colour } of parts) {
      const mesh = this.#meshes.get(label);
      if (!mesh) continue;
      gl.uniform4f(at('colour'), colour[0] / 255, colour[1] / 255, colour[2] / 255, 1);
      gl.bindVertexArray(mesh.array);
      gl.drawElements(gl.TRIANGLES, mesh.count, gl.UNSIGNED_INT, 0);
    }
    gl.bindVertexArray(null);
    gl.uniform1f(at('lit'), 0);
    for (const each of lines) this.#drawLines(each);
  }

  /** Gives the context back to the browser at once, rather than when the canvas is collected. */
  destroy(): void {
    for (const label of this.labels) this.#free(label);
    this.#gl.deleteBuffer(this.#lines);
    this.#gl.deleteProgram(this.#program);
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #drawLines({ points, colour, through }: Lines): void {
    const gl = this.#gl;
    const place = gl.getAttribLocation(this.#program, 'position');
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#lines);
    gl.bufferData(gl.ARRAY_BUFFER, points, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
    const [red, green, blue, alpha] = colour;
    gl.uniform4f(gl.getUniformLocation(this.#program, 'colour'), red / 255, green / 255, blue / 255, alpha);
    if (through) gl.disable(gl.DEPTH_TEST);
    else gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.LINES, 0, points.length / 3);
    gl.disable(gl.BLEND);
  }

  #free(label: number): void {
    const mesh = this.#meshes.get(label);
    if (!mesh) return;
    this.#gl.deleteVertexArray(mesh.array);
    for (const buffer of mesh.buffers) this.#gl.deleteBuffer(buffer);
    this.#meshes.delete(label);
  }
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new NoGraphics();
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The shader of the 3D surface is refused: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}
