/** One thing that stands in a command's way. */
export interface Obstacle {
  kind: 'task' | 'package';
  id: string;
  name: string;
}

/** What went wrong, in the server's words where it said any; errors holds the broken rules by field. */
export class Problem extends Error {
  constructor(readonly status: number, message: string, readonly errors: Record<string, string[]> = {}, readonly obstacles: Obstacle[] = []) {
    super(message);
  }
}

/** Told when the gateway answers that nobody is signed in (any more). */
export const whenSignedOut = new Set<() => void>();

/** What tells the gateway that a request comes from a page of its own, and not from one of another site. */
export const fromThisPage = { 'X-Distribution-Page': '1' };

/** Asks the gateway; paths are below /api. What is not JSON is given as text with its type. */
export async function request<T>(path: string, options: { method?: string; body?: unknown; text?: { type: string; body: string | Blob }; signal?: AbortSignal | undefined } = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${path}`, {
      method: options.method ?? 'GET',
      headers: { ...fromThisPage, ...(options.text ? { 'content-type': options.text.type } : options.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(options.text ? { body: options.text.body } : options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw new Problem(0, 'The gateway does not answer. Is the network up?');
  }
  if (answer.status === 401 && path !== 'access/sessions') whenSignedOut.forEach((tell) => tell());
  if (!answer.ok) throw await problemOf(answer);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Reads a problem+json answer; a proxy's page of HTML is not shown to anybody. */
export async function problemOf(answer: { status: number; text(): Promise<string> }): Promise<Problem> {
  const text = await answer.text();
  try {
    const said = JSON.parse(text) as { title?: string; detail?: string; errors?: Record<string, string[]>; obstacles?: Obstacle[] };
    return new Problem(answer.status, said.detail ?? said.title ?? `The gateway answered ${answer.status}.`, said.errors, said.obstacles);
  } catch {
    return new Problem(answer.status, `The gateway answered ${answer.status}.`);
  }
}

/**
 * What a form shows at its fields. A rule about several fields together comes as one sentence that begins with the
 * field it speaks of ('installCommand: ...').
 */
export function errorsOf(problem: Problem | undefined): Record<string, string[]> {
  if (!problem) return {};
  const [, field, rule] = /^([a-z]\w*(?:\.\w+)*): (.+)$/s.exec(problem.message) ?? [];
  return problem.status === 422 && field && rule ? { ...problem.errors, [field]: [rule] } : problem.errors;
}
