/** The one error shape of the server (RFC 9457), as a class that screens can show. */

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  fields?: Record<string, string[]>;
  [extra: string]: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? `http_${status}`;
    this.title = body.title ?? '';
    this.body = body;
  }
}

/** The server could not be reached at all: nothing was sent, or nothing came back. */
export class Unreachable extends Error {
  constructor() {
    super('The server does not answer.');
    this.name = 'Unreachable';
  }
}

function isBody(value: unknown): value is ProblemBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What came as an error body, whatever it was: JSON, text or nothing. */
export function problemOf(status: number, body: unknown): Problem {
  if (isBody(body)) return new Problem(status, body);
  return new Problem(status, { title: status >= 500 ? 'The server failed.' : undefined });
}

export interface Told {
  happened: string;
  todo: string;
  code: string;
}

/** An error in the words of the screen: what happened and what to do. */
export function tell(error: unknown): Told {
  if (error instanceof Problem) return { happened: error.message, todo: adviceFor(error), code: error.code };
  if (error instanceof Unreachable)
    return { happened: error.message, todo: 'Check the connection, then try again.', code: 'unreachable' };
  const text = error instanceof Error ? error.message : String(error);
  return {
    happened: 'This screen failed.',
    todo: 'Reload the page. If it stays, send the code.',
    code: text,
  };
}

function adviceFor(problem: Problem): string {
  if (problem.status === 403) return 'Ask the lead of the project for the role that may do this.';
  if (problem.status === 404) return 'It may have been removed, or it belongs to another project.';
  if (problem.status === 409) return 'Reload to see the present state, then decide again.';
  if (problem.status >= 500) return 'Try again. If it stays, send the code to the admin.';
  return 'Change what is named and try again.';
}
