import { EventEmitter, once } from 'node:events';
import { Agent, request as ask, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type Answer, give } from './answers.ts';
import { httpServer, type Request } from './http-server.ts';
import { type Listener, listen } from './listener.ts';

/** What becomes of a request: the proxy answers it itself, or passes it on and may change the head of the answer. */
type Fate = Answer | PassedOn;

export interface PassedOn {
  readonly changed: (head: Head) => Head;
}

interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Gives the fate of a request. @param before how many requests came before it under this rule */
export type Rule = (request: Request, before: number) => Fate;

/** Passes a request on, and its answer back as it is. */
export const PASS_ON: PassedOn = { changed: (head) => head };

/** Of each `count` requests the first fails, in turn with a 503 and a reset; the others are passed on. */
export function oneFailsIn(count: number, body: string): Rule {
  return (_, before) => {
    if (before % count !== 0) return PASS_ON;
    return before % (2 * count) === 0 ? { status: 503, body } : 'reset';
  };
}

/** A proxy in front of a real database, which a test can have misbehave. A connection is closed when the database closes its own. */
export interface DatabaseProxy extends Listener {
  /** Sets what becomes of the next requests. Those that it has are not disturbed. */
  follow(rule: Rule): void;
  /**
   * Resolves when the next request, or the next write of readings, has arrived whole, or when the next answer was sent, by
   * whomever.
   */
  next(event: 'request' | 'write' | 'answer'): Promise<void>;
  /** Whether the database itself has answered the last write of readings. */
  readonly isLastWriteAnswered: boolean;
}

export interface ProxyPlan {
  /** Its first rule; to pass everything on, unless given. */
  readonly rule?: Rule;
  /** Is called with the lines of each write of readings that has arrived whole, whatever its fate. */
  readonly onWrite?: (lines: readonly string[]) => void;
  readonly sync?: DatabaseSync;
}

/** Lets the proxy hold back each request until all that the database has acknowledged is on its disk. */
export interface DatabaseSync {
  /** Is called when the database has answered these lines with 204. */
  acknowledged(lines: readonly string[]): void;
  /** Resolves when all of those are on its disk. The proxy passes nothing on before. */
  allOnDisk(): Promise<void>;
}

/** @param upstream the URL of the database */
export async function openProxy(
  upstream: string,
  { rule: first, onWrite, sync }: ProxyPlan = {},
): Promise<DatabaseProxy> {
  const events = new EventEmitter();
  const agents = new WeakMap<Socket, Agent>();
  let rule: Rule = first ?? (() => PASS_ON);
  let before = 0;
  let isLastWriteAnswered = true;

  const server = httpServer((request, response) => {
    const lines = readingsIn(request);
    response.on('finish', () => events.emit('answer'));
    events.emit('request');
    if (lines.length > 0) {
      isLastWriteAnswered = false;
      onWrite?.(lines);
      events.emit('write');
    }
    const fate = rule(request, before);
    before += 1;
    if (isPassedOn(fate)) void passOn(request, lines, response, fate);
    else give(fate, response);
  });
  server.on('connection', (client: Socket) => {
    const agent = agentOf(client);
    agents.set(client, agent);
    client.on('close', () => agent.destroy());
  });
  const listener = await listen(server);

  return {
    ...listener,
    follow(next) {
      rule = next;
      before = 0;
    },
    async next(event) {
      await once(events, event);
    },
    get isLastWriteAnswered() {
      return isLastWriteAnswered;
    },
  };

  async function passOn(
    { method, path, headers, bytes }: Request,
    lines: readonly string[],
    response: ServerResponse,
    { changed }: PassedOn,
  ): Promise<void> {
    const client = response.socket;
    const agent = client ? agents.get(client) : undefined;
    await sync?.allOnDisk().catch(() => client?.destroy());
    if (!client || !agent || client.destroyed) return;
    const onward = ask(new URL(path, upstream), { method, headers, agent });
    onward.on('response', (answer) => {
      const { statusCode: status = 502, headers } = answer;
      isLastWriteAnswered = true;
      if (status === 204) sync?.acknowledged(lines);
      const head = changed({ status, headers });
      answer.pipe(response.writeHead(head.status, head.headers));
    });
    onward.on('error', () => client.destroy());
    onward.end(bytes);
  }
}

/** Makes one connection to the database for that of the client, which ends with it. */
function agentOf(client: Socket): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = (options) => connect(options as NetConnectOpts).on('close', () => client.destroySoon());
  return agent;
}

/** Its lines, if it is a write. */
function readingsIn({ path, lines }: Request): readonly string[] {
  return /\/write\?/.test(path) ? lines : [];
}

function isPassedOn(fate: Fate): fate is PassedOn {
  return typeof fate === 'object' && 'changed' in fate;
}
