import type { MeterConfig, PageConfig, ShareConfig } from './config.ts';
import type { AddProblem, ConfigTexts } from './problem-text.ts';
import type { ConfigPlace } from './schema.ts';

/** What is shared about a meter, after the check by the schema: wrong values are absent, and defaults are filled in. */
export type FilledShare = Partial<ShareConfig> & Pick<ShareConfig, 'host' | 'bits'>;

/** The house's page, after the check by the schema. */
export type FilledPage = Partial<PageConfig> & Pick<PageConfig, 'host'>;

/** A meter, with the port from which it is read. */
type ReadMeter = Pick<MeterConfig, 'name' | 'port'>;

/** An address at which something about a meter is shared. */
interface TakenAddress {
  readonly host: string;
  readonly port: number;
  readonly meter: string;
}

/** This machine only; the settings form fills this in by itself. */
const DEFAULT_HOST = '127.0.0.1';
/** All addresses of this machine. */
const WILDCARDS = ['0.0.0.0', '::'];
/** This machine, in the notations of a bridge's address. */
const LOOPBACKS = [DEFAULT_HOST, 'localhost', '::1'];

/**
 * What each meter shares, in the order of the list, and then the house's page. Undefined if nothing is shared. A port that is already taken
 * is left out.
 */
export class SharedAddresses {
  readonly #taken: TakenAddress[] = [];
  readonly #texts: ConfigTexts;
  readonly #addProblem: AddProblem;

  constructor(texts: ConfigTexts, addProblem: AddProblem) {
    this.#texts = texts;
    this.#addProblem = addProblem;
  }

  read(filled: FilledShare | undefined, meter: ReadMeter, place: ConfigPlace): ShareConfig | undefined {
    if (filled === undefined) return undefined;
    const { host, bits } = filled;
    // The form saves the address even if no port was typed.
    const isForgotten = filled.port === undefined && filled.httpPort === undefined && host !== DEFAULT_HOST;
    if (isForgotten) this.#addProblem([...place, 'port'], this.#texts.noSharePort);
    const port = this.#free(host, filled.port, meter, [...place, 'port']);
    const httpPort = this.#free(host, filled.httpPort, meter, [...place, 'httpPort']);
    if (port === undefined && httpPort === undefined) return undefined;
    return { host, port, httpPort, bits };
  }

  /**
   * The house's page; undefined if it is off.
   * @param meters all meters, whose shares must have been read before
   */
  readPage({ host, port }: FilledPage, meters: readonly ReadMeter[]): PageConfig | undefined {
    const place = ['page', 'port'];
    if (port === undefined) {
      if (host !== DEFAULT_HOST) this.#addProblem(place, this.#texts.noPagePort);
      return undefined;
    }
    const rival = this.#rivalAt(host, port);
    const read = meters.find((meter) => isReadAt(meter.port, host, port));
    if (read) this.#addProblem(place, this.#texts.readPagePort(port, read.name));
    else if (rival) this.#addProblem(place, this.#texts.samePagePort(port, rival.meter));
    else return { host, port };
    return undefined;
  }

  /** The port, unless something is already shared on it, or the meter itself is read from it. */
  #free(host: string, port: number | undefined, meter: ReadMeter, place: ConfigPlace): number | undefined {
    if (port === undefined) return undefined;
    const rival = this.#rivalAt(host, port);
    const isOwn = isReadAt(meter.port, host, port);
    if (isOwn) this.#addProblem(place, this.#texts.ownSharePort(port));
    else if (rival) this.#addProblem(place, this.#texts.sameSharePort(port, rival.meter));
    else this.#taken.push({ host, port, meter: meter.name });
    return isOwn || rival ? undefined : port;
  }

  #rivalAt(host: string, port: number): TakenAddress | undefined {
    return this.#taken.find((other) => other.port === port && overlap(other.host, host));
  }
}

/**
 * Whether a line is read from this address of this machine. If it were shared there, the plugin would read its own share, and hear nothing,
 * whenever it opens the address before the bridge does.
 */
function isReadAt(line: string, host: string, port: number): boolean {
  const read = line.replaceAll(/[[\]]/g, '');
  return LOOPBACKS.some((here) => read === `tcp://${here}:${port}` && overlap(here, host));
}

/** Whether two hosts stand for the same address, or one of them for all addresses. */
function overlap(one: string, other: string): boolean {
  if ([one, other].some((host) => WILDCARDS.includes(host))) return true;
  const [here, there] = [one, other].map((host) => (host === 'localhost' ? DEFAULT_HOST : host.toLowerCase()));
  return here === there;
}
