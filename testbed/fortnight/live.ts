import type { SteeredClock } from '../child-clock/child-clock.ts';
import { startTcpMeter, type TcpMeter } from '../meter/tcp-meter.ts';
import { MINUTE_MS } from '../support/time.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import { Home } from './home.ts';
import type { Fortnight, HomeHappening, Life, Script } from './life.ts';
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
  /** The block `influx` of the settings. */
  readonly influx: object;
  /** Is called when the plugin has taken the frames of a moment. */
  readonly afterFrames: (atMs: number) => Promise<void>;
  /** Is called when the last frames have been taken, with the time of Homebridge's clock then. */
  readonly beforeEnd: (readMs: { readonly fromMs: number; readonly untilMs: number }) => Promise<void>;
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

/** What one meter and its sensors have lived through. */
export interface Lived {
  readonly frames: readonly SentFrame[];
  /** What the phone was told, with the time of the frame: `2034-10-17 02:56:05 Night on`. */
  readonly events: readonly string[];
}

/** What a home has lived through. */
export interface LivedHome {
  /** By the name of the meter. */
  readonly meters: ReadonlyMap<string, Lived>;
  /** What the plugin has logged, without its notes for debugging. */
  readonly log: readonly string[];
}

/**
 * Lets the meters of a home live through a fortnight beside one real Homebridge, which reads them over TCP: the reader of a serial
 * port would pause in the middle of a frame that comes in two parts, and the time of its pause would delay what is timed from then
 * on. At each moment each of them sends a frame.
 */
export async function live(fortnight: Fortnight, plan: LivingPlan): Promise<LivedHome> {
  const fromMs = momentOf(fortnight.from);
  await using lines = new AsyncDisposableStack();
  const meters: LiveMeter[] = [];
  for (const life of fortnight.lives) {
    const line = lines.use(await startTcpMeter());
    meters.push({ life, line, meter: new LifeMeter(life, fromMs), frames: [], events: [] });
  }
  await using stage = new Stage(meters, plan);
  await stage.start(fromMs);
  for (const moment of momentsOf(fortnight)) {
    for (const { meter, life } of meters) {
      meter.goOnUntil(moment.atMs);
      for (const happening of happeningsAt(moment, life.script)) meter.meet(happening);
    }
    await stage.show(moment);
    for (const happening of happeningsAt(moment, fortnight.script)) await stage.meet(happening);
  }
  await stage.end();
  return { meters: new Map(meters.map((meter) => [meter.life.name, meter])), log: stage.log };
}

function happeningsAt<H>({ atMs }: Moment, script: Script<H> = []): readonly H[] {
  return script.filter(([at]) => momentOf(at) === atMs).map(([, happening]) => happening);
}

/** A meter, its line, and what was sent and heard of it so far. */
interface LiveMeter extends Lived {
  readonly life: Life;
  readonly line: TcpMeter;
  readonly meter: LifeMeter;
  readonly frames: SentFrame[];
  readonly events: string[];
}

/** Homebridge, the phone and the lines, over several starts of Homebridge. */
class Stage implements AsyncDisposable {
  readonly log: string[] = [];
  readonly #meters: readonly LiveMeter[];
  readonly #plan: LivingPlan;
  #home: Home | undefined;
  #starts = 0;
  #nth = 0;
  #lastRead = { atMs: Number.NaN, fromMs: Number.NaN, untilMs: Number.NaN };
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  /** The first ones since the start of Homebridge. */
  #firstFrameMs = Number.NaN;

  constructor(meters: readonly LiveMeter[], plan: LivingPlan) {
    this.#meters = meters;
    this.#plan = plan;
  }

  /** Starts Homebridge a little before a moment, and stops its clock. */
  async start(atMs: number): Promise<void> {
    const { storage, influx } = this.#plan;
    this.#home = await Home.start({
      storage,
      meters: this.#meters.map(({ life: { name, mode, sensors }, line: { port } }) => ({
        ...{ name, port, mode, tiles: ['current'], sensors, staleAfter: NEVER_S },
      })),
      influx,
      wallMs: atMs - START_MS,
      phone: this.#home?.phone,
    });
    for (const { line } of this.#meters) await line.waitUntilOpened();
    this.#starts += 1;
    this.#lastFrameMs = Number.NEGATIVE_INFINITY;
    this.#firstFrameMs = Number.NaN;
  }

  /** Sends the frames of a moment, and waits until the phone was told of them. */
  async show({ atMs, lateS }: Moment): Promise<void> {
    await this.#moveTo(atMs);
    if (Number.isNaN(this.#firstFrameMs)) this.#firstFrameMs = atMs;
    const amperes = (this.#nth % MOST_AMPERES) + 1;
    this.#nth += 1;
    const fromMs = this.#clock.wallMs;
    const taken = this.#running.framesTaken(amperes);
    for (const { line, meter } of this.#meters) line.write(meter.frame(amperes, lateS));
    await taken();
    const untilMs = this.#clock.wallMs;
    await this.#clock.advance(GATHERED_MS);
    await this.#running.heard(amperes);
    for (const { meter, frames } of this.#meters) {
      frames.push({ atMs, lateS, fromMs, untilMs, state: meter.state(), starts: this.#starts });
    }
    this.#lastRead = { atMs, fromMs, untilMs };
    this.#lastFrameMs = this.#clock.wallMs;
    this.#note(atMs);
    await this.#plan.afterFrames(atMs);
  }

  /** What a happening means for the home. */
  async meet(happening: HomeHappening): Promise<void> {
    if (happening.kind === 'closely') return;
    await this.#restart(happening.kind, this.#lastFrameMs + happening.minutes * MINUTE_MS);
  }

  /** Ends Homebridge in order. */
  async end(): Promise<void> {
    this.log.push(...this.#running.log());
    await this.#clock.run();
    await this.#plan.beforeEnd(this.#lastRead);
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
    for (const { meter, says, isOfActivity } of this.#running.takeEvents()) {
      const isStarting = isOfActivity && atMs - this.#firstFrameMs <= SETTLING_MS;
      const { events } = this.#meters.find(({ life }) => life.name === meter) as LiveMeter;
      events.push(`${shownAt(isStarting ? this.#firstFrameMs : atMs)} ${says}`);
    }
  }

  /** The log is kept before the stop, which may take longer than a meter may be silent. */
  async #restart(how: 'stop' | 'kill', backMs: number): Promise<void> {
    this.log.push(...this.#running.log());
    await (how === 'stop' ? this.#running.stop() : this.#running.kill());
    await this.start(backMs);
  }
}
