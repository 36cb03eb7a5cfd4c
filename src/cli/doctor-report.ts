import type { InfluxConfig } from '../config/config.ts';
import { heardReading, type MeterContract } from '../doctor/contract.ts';
import type { HomebridgeStorage } from '../doctor/homebridge-storage.ts';
import type { DatabaseState } from '../doctor/influx-greeting.ts';
import { lineCounts, lineCountsText, refusedGroups } from '../doctor/line-counts.ts';
import type { HeardInMode } from '../doctor/listen.ts';
import type { LoadCurveComparison } from '../doctor/load-curve.ts';
import type { PortExamination } from '../doctor/port-examination.ts';
import { type PortTrouble, portTroubleText } from '../doctor/port-trouble.ts';
import { deliveryTroubleText, displayedUrl } from '../influx/delivery-trouble.ts';
import type { MirrorStatus } from '../influx/mirror.ts';
import { unusualBaudRate } from '../meter/line-formats.ts';
import { contractNameIn } from '../texts/tariffs.ts';
import type { Texts } from '../texts/texts.ts';
import { newsSentence, problemText } from '../trouble.ts';
import { contractFindings, contractObject, readingFindings } from './contract-findings.ts';
import { loadCurveSentence } from './load-curve-sentence.ts';
import { type Line, type Tone, wrapped } from './terminal.ts';

/** Everything that the doctor found. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly ports: readonly PortReport[];
  readonly homebridge?: HomebridgeStorage & {
    readonly folder: string;
    readonly loadCurves: readonly LoadCurveComparison[];
    readonly contracts: readonly MeterContract[];
  };
  readonly influx?: DatabaseState;
}

/** `readBefore`: Homebridge reads the port, and its last reading is so many ms old. */
type PortReport = PortExamination & { readonly port: string; readonly readBefore?: number };

/** One result, printed with a check mark or a cross, or with a question mark where this user may not see whether all is well. */
interface Finding {
  readonly isWell: boolean | 'hidden';
  readonly says: string;
}

/** The report for people, in lines of at most `width` characters. */
export function reportLines(report: DoctorReport, texts: Texts, width: number): readonly Line[] {
  const { ports, homebridge, influx } = report;
  const portLines = ports.flatMap((one) => section(one.port, findingsOn(one, texts), width));
  return [
    ...(ports.length > 0
      ? portLines
      : section(texts.cli.doctor.title, [{ isWell: false, says: texts.cli.doctor.noPorts }], width)),
    ...(homebridge ? section('Homebridge', findingsIn(homebridge, texts), width) : []),
    ...(influx ? section('InfluxDB', [influx], width) : []),
  ];
}

/** The report for programs. */
export function reportObject({ ok, ports, homebridge, influx }: DoctorReport, texts: Texts): object {
  return {
    ok,
    ports: ports.map((one) => ({
      port: one.port,
      ok: one.trouble === undefined,
      ...(one.mode && { mode: one.mode }),
      ...(one.baudRate && { baudRate: one.baudRate }),
      ...(one.heard && meterObject(one.heard)),
      ...(one.trouble && { trouble: one.trouble }),
      says: findingsOn(one, texts).map(({ says }) => says),
    })),
    ...(homebridge && {
      homebridge: {
        folder: homebridge.folder,
        state: homebridge.state,
        problems: homebridge.problems,
        loadCurves: homebridge.loadCurves.map(({ meter, fromMs, toMs, meterW, ourW }) => ({
          ...{ meter, from: fromMs, to: toMs, meterW, ourW },
        })),
        contracts: homebridge.contracts.map((one) => contractObject(one, texts)),
        says: findingsIn(homebridge, texts).map(({ says }) => says),
      },
    }),
    ...(influx && { influx: { ok: influx.isWell, says: influx.says } }),
  };
}

function section(title: string, findings: readonly Finding[], width: number): readonly Line[] {
  return [
    { text: title, tone: 'strong' },
    ...findings.flatMap(({ isWell, says }) => {
      const { sign, tone } = MARKS[`${isWell}`];
      const lines = wrapped(says, width - 4);
      return lines.map((text, index) => ({ text: `${index === 0 ? `  ${sign} ` : '    '}${text}`, tone }));
    }),
  ];
}

const MARKS: { readonly [isWell in `${Finding['isWell']}`]: { readonly sign: string; readonly tone: Tone } } = {
  true: { sign: '✓', tone: 'good' },
  false: { sign: '✗', tone: 'bad' },
  hidden: { sign: '?', tone: 'plain' },
};

function findingsOn(
  { port, trouble, mode, baudRate, heard, readBefore, mayHaveHiddenReaders }: PortReport,
  texts: Texts,
): readonly Finding[] {
  const { doctor } = texts.cli;
  const also = mayHaveHiddenReaders ? ` ${doctor.hiddenReaders(port)}` : '';
  const bad = trouble ? [{ isWell: false, says: portTroubleText(port, trouble, doctor.trouble) + also }] : [];
  if (readBefore !== undefined) return [{ isWell: true, says: doctor.readByHomebridge(Math.round(readBefore / 1000)) }];
  if (!heard || !mode) return bad;
  const counts = lineCounts(heard.frames.length, heard.quality);
  const isWell = trouble === undefined || !QUALITY_TROUBLES.has(trouble.kind);
  return [
    ...bad,
    ...meterFinding(heard, baudRate && unusualBaudRate({ mode, baudRate }), texts),
    { isWell, says: lineCountsText(counts, texts.cli.watch) },
  ];
}

/** Troubles with the quality of a line, which its counts show. With any other, such as a wrong mode, the line itself is good. */
const QUALITY_TROUBLES: ReadonlySet<PortTrouble['kind']> = new Set(['parity', 'refused', 'noFrame']);

function meterFinding({ frames }: HeardInMode, bauds: number | undefined, texts: Texts): readonly Finding[] {
  const reading = heardReading(frames);
  if (!reading) return [];
  const { frame, contract, subscribedVA, apparentPowerVA } = reading;
  const details = [
    contract && (contractNameIn(texts.tariffs, contract) ?? contract),
    subscribedVA === undefined ? undefined : texts.cli.watch.subscribed(subscribedVA / 1000),
    apparentPowerVA === undefined ? undefined : texts.cli.doctor.draws(apparentPowerVA),
  ].filter((part) => part !== undefined);
  const says = [texts.cli.doctor.meter(frame.mode, frame.address, details, bauds), ...readingFindings(reading, texts)];
  return says.map((one) => ({ isWell: true, says: one }));
}

function meterObject({ frames, quality }: HeardInMode): object {
  const { refused, share } = refusedGroups(lineCounts(frames.length, quality));
  const last = heardReading(frames);
  const { frame, monotonicMs: _, ...reading } = last ?? { frame: undefined, monotonicMs: 0 };
  return {
    ...(frame && { address: frame.address, reading }),
    frames: frames.length,
    accepted: quality.accepted,
    refused,
    refusedShare: share,
    faults: quality.faults,
  };
}

function findingsIn(
  {
    state,
    folder,
    config,
    problems,
    fault,
    setAside,
    plugin,
    user,
    status,
    loadCurves,
    contracts,
  }: DoctorReport['homebridge'] & object,
  texts: Texts,
): readonly Finding[] {
  const { homebridge } = texts.cli.doctor;
  const says = setAside ? homebridge.setAside(folder, setAside) : homebridge[state](folder, fault);
  const findings: Finding[] = [{ isWell: state === 'configured', says }];
  findings.push(...problems.map((problem) => ({ isWell: false, says: problemText(problem, texts.troubles) })));
  if (state === 'configured' && config?.meters.length === 0)
    findings.push({ isWell: false, says: homebridge.noMeters });
  const isInfluxWrong = problems.some(({ path }) => INFLUX.test(path));
  if (state === 'configured' && config && !config.influx && !isInfluxWrong)
    findings.push({ isWell: true, says: homebridge.noInflux });
  if (status) findings.push({ isWell: true, says: homebridge.running(status.version) });
  if (plugin?.kind === 'silent') findings.push({ isWell: false, says: homebridge.unanswering });
  if (plugin?.kind === 'notAllowed')
    findings.push({ isWell: 'hidden', says: homebridge.notAllowed(folder, user?.name ?? 'root') });
  const waiting = status && waitingReadings({ status });
  if (waiting) findings.push({ isWell: false, says: homebridge.waiting(waiting.pending, waiting.reason) });
  if (config?.influx) findings.push(...verificationFindings(status?.mirror, config.influx, texts));
  findings.push(...refusedFindings(status?.mirror, homebridge));
  // However far the two means are apart, that is no reason for a lack of data.
  findings.push(...loadCurves.map((one) => ({ isWell: true, says: loadCurveSentence(one, config, texts) })));
  const ofContracts = contracts.flatMap((one) => contractFindings(one, texts));
  findings.push(...ofContracts.map((says) => ({ isWell: true, says })));
  return findings;
}

/** The path of a setting of the database. */
const INFLUX = /^influx\b/;

type HomebridgeWords = Texts['cli']['doctor']['homebridge'];

/** What only the running plugin can tell of who answers, as it has tried to read back what it wrote. */
function verificationFindings(
  mirror: MirrorStatus | undefined,
  influx: InfluxConfig,
  texts: Texts,
): readonly Finding[] {
  if (mirror?.unverified)
    return [
      {
        isWell: true,
        says: newsSentence({ part: 'mirror', kind: 'unverified', url: displayedUrl(influx) }, texts.troubles),
      },
    ];
  if (mirror?.mistake !== 'stranger' || mirror.pending === 0) return [];
  const trouble = { kind: 'misconfigured', why: mirror.mistake, says: mirror.lastError ?? '' } as const;
  return [{ isWell: false, says: deliveryTroubleText(trouble, influx, texts) }];
}

function refusedFindings(mirror: MirrorStatus | undefined, words: HomebridgeWords): readonly Finding[] {
  const { refusedSeries = [], refusedSeriesInAll = refusedSeries.length } = mirror ?? {};
  if (refusedSeries.length === 0) return [];
  const others = refusedSeriesInAll - refusedSeries.length;
  return [
    ...refusedSeries.map(({ series, says }) => words.refusedSeries(series, says)),
    ...(others > 0 ? [words.moreRefused(others)] : []),
    words.resend,
  ].map((says) => ({ isWell: false, says }));
}

/** Whether the database refuses some series for good. */
export function hasRefusedSeries({ status }: Pick<HomebridgeStorage, 'status'>): boolean {
  return (status?.mirror?.refusedSeries ?? []).length > 0;
}

/** Whether the running plugin delivers readings to a server that it has identified. */
export function hasVerified({ status }: Pick<HomebridgeStorage, 'status'>): boolean {
  const { mirror } = status ?? {};
  return mirror !== undefined && WELL.has(mirror.state) && mirror.delivered > 0 && mirror.unverified === undefined;
}

/** The number of readings that wait because InfluxDB does not take them, and why; undefined if none do. */
export function waitingReadings({
  status,
}: Pick<HomebridgeStorage, 'status'>): { readonly pending: number; readonly reason: string } | undefined {
  const { mirror } = status ?? {};
  // `lastError` stays in the status when the trouble is over, so the state decides.
  if (!mirror || WELL.has(mirror.state) || mirror.pending === 0 || mirror.lastError === undefined) return undefined;
  return { pending: mirror.pending, reason: mirror.lastError };
}

const WELL: ReadonlySet<MirrorStatus['state']> = new Set(['starting', 'delivering', 'clash']);
