import type { MeterConfig, PageConfig, ShareConfig } from './config.ts';
import type { AddProblem, ConfigTexts } from './problem-text.ts';
import type { ConfigPlace } from './schema.ts';

/** What is shared of a meter, after the check by the schema: what was wrong is absent, and what has a default is there. */
export type FilledShare = Partial<ShareConfig> & Pick<ShareConfig, 'host' | 'bits'>;

/** The house's page, after the check by the schema. */
export type FilledPage = Partial<PageConfig> & Pick<PageConfig, 'host'>;

/** A meter, with the port that it is read on. */
type ReadMeter = Pick<MeterConfig, 'name' | 'port'>;

/** An address that something of a meter is shared at. */
interface TakenAddress {
  readonly host: string;
  readonly port: number;
  readonly meter: string;
}

/** This machine alone, which the settings form fills in by itself. */
const DEFAULT_HOST = '127.0.0.1';
/** Each address of this machine. */
const WILDCARDS = ['0.0.0.0', '::'];
/** This machine, as the address of a bridge names it. */
const LOOPBACKS = [DEFAULT_HOST, 'localhost', '::1'];

/**
 * What each meter shares, by its place in the list, and then the house's page. Undefined where nothing is shared. A port that is shared
 * already is left out.
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
    // The form saves the address also where no port was typed.
    const isForgotten = filled.port === undefined && filled.httpPort === undefined && host !== DEFAULT_HOST;
    if (isForgotten) this.#addProblem([...place, 'port'], this.#texts.noSharePort);
    const port = this.#free(host, filled.port, meter, [...place, 'port']);
    const httpPort = this.#free(host, filled.httpPort, meter, [...place, 'httpPort']);
    if (port === undefined && httpPort === undefined) return undefined;
    return { host, ...(port !== undefined && { port }), ...(httpPort !== undefined && { httpPort }), bits };
  }

  /** The house's page; undefined where it is off. @param meters all of them, which have what they share before */
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

  /** The port, unless something is shared on it already, or the meter itself is read there. */
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
 * Whether a line is read from this address of this machine. Shared there, it would be read from itself, and stay silent, whenever the
 * address is opened before the bridge opens it.
 */
function isReadAt(line: string, host: string, port: number): boolean {
  const read = line.replaceAll(/[[\]]/g, '');
  return LOOPBACKS.some((here) => read === `tcp://${here}:${port}` && overlap(here, host));
}

/** Whether two hosts stand for the same address, or one of them for all. */
function overlap(one: string, other: string): boolean {
  if ([one, other].some((host) => WILDCARDS.includes(host))) return true;
  const [here, there] = [one, other].map((host) => (host === 'localhost' ? DEFAULT_HOST : host.toLowerCase()));
  return here === there;
}
