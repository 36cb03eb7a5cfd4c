import type { SteeredClock } from '../child-clock/child-clock.ts';
import type { DatabaseProxy } from '../databases/proxy.ts';
import { meterIsOpenedAnew } from '../meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../meter/tcp-meter.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import { Home, type SensorSettings } from './home.ts';
import { type Happening, type Life, MINUTE_MS } from './life.ts';
import type { MeterState } from './life-frames.ts';
import { LifeMeter } from './life-meter.ts';
import { type Moment, momentsOf, SETTLING_MS } from './moments.ts';

/** HAP-NodeJS delays the events of a tile by this. */
const GATHERED_MS = 250;
/** So long the clock runs after each frame before a leap. After 10 s the meter counts as silent. */
const SETTLED_MS = 6_000;
/** A longer gap between two frames is leapt over, as otherwise the meter would count as silent. */
const LONGEST_ADVANCE_MS = 9_500;
/** Homebridge is started so long before the frame that it is to hear first. */
const START_MS = 3 * MINUTE_MS;
/** In standard mode the current has three digits. */
const MOST_AMPERES = 900;
/** No sensor becomes inactive. */
const NEVER_S = 3_600;

export interface LivingPlan {
  readonly storage: string;
  readonly sensors: readonly SensorSettings[];
  /** The block `influx` of the settings. */
  readonly influx: object;
  /** The way to the database. */
  readonly link: DatabaseProxy;
  /** Is called after each frame that the plugin has taken. */
  readonly afterFrame: (frame: SentFrame) => Promise<void>;
  /** Is called when the last frame has been taken. */
  readonly beforeEnd: (last: SentFrame) => Promise<void>;
  readonly staleAfter: number | undefined;
}

/** A frame that the meter has sent, and what stood on the meter. */
export interface SentFrame extends Moment {
  /** Between these two moments of Homebridge's clock it was read. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: MeterState;
  /** How often Homebridge has been started. */
  readonly starts: number;
}

export interface Lived {
  readonly frames: readonly SentFrame[];
  /** What the phone was told, with the time of the frame: `2034-10-17 02:56:05 Night on`. */
  readonly events: readonly string[];
  /** What the plugin has logged, without its notes for debugging. */
  readonly log: readonly string[];
}

/**
 * Lets a meter live through its fortnight beside a real Homebridge, which reads it over TCP: the reader of a serial port would pause
 * in the middle of a frame that comes in two parts, and the time of its pause would delay what is timed from then on.
 */
export async function live(life: Life, plan: LivingPlan): Promise<Lived> {
  await using line = await startTcpMeter();
  await using stage = new Stage(life, plan, line);
  const script = life.script.map(([at, happening]) => [momentOf(at), happening] as const);
  const meter = new LifeMeter(life, momentOf(life.from));
  await stage.start(momentOf(life.from));
  for (const moment of momentsOf(life)) {
    const happenings = script.filter(([atMs]) => atMs === moment.atMs).map(([, happening]) => happening);
    meter.goOnUntil(moment.atMs);
    for (const happening of happenings) meter.meet(happening);
    await stage.show(moment, meter);
    for (const happening of happenings) await stage.meet(happening);
  }
  await stage.end();
  return { frames: stage.frames, events: stage.events, log: stage.log };
}

/** Homebridge, the phone and the line, over several starts of Homebridge. */
class Stage implements AsyncDisposable {
  readonly frames: SentFrame[] = [];
  readonly events: string[] = [];
  readonly log: string[] = [];
  readonly #life: Life;
  readonly #plan: LivingPlan;
  readonly #line: TcpMeter;
  #home: Home | undefined;
  #starts = 0;
  #nth = 0;
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  /** The first one since the start of Homebridge. */
  #firstFrameMs = Number.NaN;

  constructor(life: Life, plan: LivingPlan, line: TcpMeter) {
    this.#life = life;
    this.#plan = plan;
    this.#line = line;
  }

  /** Starts Homebridge a little before a moment, and stops its clock. */
  async start(atMs: number): Promise<void> {
    const { storage, sensors, influx, staleAfter = NEVER_S } = this.#plan;
    const { port } = this.#line;
    this.#home = await Home.start({
      storage,
      meter: { name: 'Linky', port, mode: this.#life.mode, tiles: ['current'], sensors, staleAfter },
      influx,
      wallMs: atMs - START_MS,
      phone: this.#home?.phone,
    });
    await this.#line.waitUntilOpened();
    this.#starts += 1;
    this.#lastFrameMs = Number.NEGATIVE_INFINITY;
    this.#firstFrameMs = Number.NaN;
  }

  /** Sends a frame at its moment, and waits until the phone was told of it. */
  async show({ atMs, lateS }: Moment, meter: LifeMeter): Promise<void> {
    await this.#moveTo(atMs);
    if (Number.isNaN(this.#firstFrameMs)) this.#firstFrameMs = atMs;
    const amperes = (this.#nth % MOST_AMPERES) + 1;
    this.#nth += 1;
    const fromMs = this.#clock.wallMs;
    const taken = this.#running.frameTaken(amperes);
    this.#line.write(meter.frame(amperes, lateS));
    await taken();
    const untilMs = this.#clock.wallMs;
    await this.#clock.advance(GATHERED_MS);
    await this.#running.heard(amperes);
    const frame = { atMs, lateS, fromMs, untilMs, state: meter.state(), starts: this.#starts };
    this.frames.push(frame);
    this.#lastFrameMs = this.#clock.wallMs;
    this.#note(atMs);
    await this.#plan.afterFrame(frame);
  }

  /** What a happening means for anything but the meter. */
  async meet(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'stop':
      case 'kill':
        return this.#restart(happening.kind, this.#lastFrameMs + happening.minutes * MINUTE_MS);
      case 'silence':
        return this.#beSilent(happening.minutes);
      case 'databaseStops':
        return this.#plan.link.shut();
      case 'databaseStarts':
        return this.#plan.link.open();
      default:
    }
  }

  /** Ends Homebridge in order. */
  async end(): Promise<void> {
    this.log.push(...this.#running.log());
    await this.#clock.run();
    const last = this.frames.at(-1);
    if (last) await this.#plan.beforeEnd(last);
    await this.#running.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#home?.phone[Symbol.asyncDispose]();
    await this.#home?.kill();
  }

  get #running(): Home {
    if (!this.#home) throw new Error('Homebridge has not been started');
    return this.#home;
  }

  get #clock(): SteeredClock {
    return this.#running.clock;
  }

  async #moveTo(atMs: number): Promise<void> {
    const settledMs = Math.min(atMs, this.#lastFrameMs + SETTLED_MS);
    if (settledMs > this.#clock.wallMs) await this.#clock.advance(settledMs - this.#clock.wallMs);
    this.#note(this.#lastFrameMs);
    const leftMs = atMs - this.#clock.wallMs;
    if (leftMs < 0) throw new Error(`it is ${shownAt(this.#clock.wallMs)}, too late for ${shownAt(atMs)}`);
    if (atMs - this.#lastFrameMs < LONGEST_ADVANCE_MS) await this.#clock.advance(leftMs);
    else await this.#clock.leap(leftMs);
  }

  /** Soon after a start each sensor becomes active, some at once and some when hours are known: all count as of the first frame. */
  #note(atMs: number): void {
    for (const { says, isOfActivity } of this.#running.takeEvents()) {
      const isStarting = isOfActivity && atMs - this.#firstFrameMs <= SETTLING_MS;
      this.events.push(`${shownAt(isStarting ? this.#firstFrameMs : atMs)} ${says}`);
    }
  }

  async #beSilent(minutes: number): Promise<void> {
    const sinceMs = this.frames.at(-1)?.atMs ?? 0;
    for (let minute = 1; minute < minutes; minute += 1) {
      await this.#clock.advance(MINUTE_MS);
      this.#note(sinceMs + minute * MINUTE_MS);
    }
    await meterIsOpenedAnew(this.#line, this.#running);
  }

  /** The log is kept before the stop, which may take longer than a meter may be silent. */
  async #restart(how: 'stop' | 'kill', backMs: number): Promise<void> {
    this.log.push(...this.#running.log());
    await (how === 'stop' ? this.#running.stop() : this.#running.kill());
    await this.start(backMs);
  }
}
