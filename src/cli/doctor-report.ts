import { join } from 'node:path';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import { heardReading, type MeterContract } from '../doctor/contract.ts';
import type { HomebridgeStorage } from '../doctor/homebridge-storage.ts';
import type { ServerState } from '../doctor/influx-greeting.ts';
import type { JournalExamination } from '../doctor/journal-examination.ts';
import type { knownNews } from '../doctor/known-news.ts';
import { lineCounts, lineCountsText } from '../doctor/line-counts.ts';
import type { HeardInMode } from '../doctor/listen.ts';
import type { LoadCurveComparison } from '../doctor/load-curve.ts';
import type { PortExamination } from '../doctor/port-examination.ts';
import { type PortTrouble, portTroubleText } from '../doctor/port-trouble.ts';
import type { Versions } from '../doctor/versions.ts';
import { unusualBaudRate } from '../meter/line-formats.ts';
import { contractNameIn } from '../texts/tariffs.ts';
import type { Texts } from '../texts/texts.ts';
import { refusedGroups } from '../tic/quality.ts';
import type { Part, Trouble } from '../trouble/trouble.ts';
import { problemText, said, sentences } from '../trouble/words.ts';
import { contractFindings, contractObject, readingFindings } from './contract-findings.ts';
import { loadCurveSentence } from './load-curve-sentence.ts';
import { type Line, type Tone, wrapped } from './terminal.ts';

/** Everything that the doctor found. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly versions: Versions;
  readonly ports: readonly PortReport[];
  /** Everything that is wrong, except what was found on ports that no running plugin reads. */
  readonly troubles: readonly Trouble[];
  /** What happened within the last thirty days. */
  readonly news: Awaited<ReturnType<typeof knownNews>>;
  readonly homebridge?: HomebridgeStorage & {
    readonly folder: string;
    readonly journal: JournalExamination;
    readonly loadCurves: readonly LoadCurveComparison[];
    readonly contracts: readonly MeterContract[];
  };
  readonly influx?: ServerState;
  readonly mqtt?: ServerState;
}

/**
 * `readBefore`: Homebridge reads the port, and its last reading is this many ms old. `told`: what the plugin that reads the port reports to
 * be wrong with its line.
 */
type PortReport = PortExamination & {
  readonly port: string;
  readonly readBefore?: number;
  readonly told?: readonly Trouble<'line'>[];
};

/** One result, printed with a check mark or a cross, or with a question mark if it cannot be determined. */
interface Finding {
  readonly isWell: boolean | 'unknown';
  readonly says: string;
}

/** The report for people, in lines of at most `width` characters. */
export function reportLines(report: DoctorReport, texts: Texts, width: number): readonly Line[] {
  const { ports, homebridge } = report;
  const servers = serverFindings(report, texts);
  const portLines = ports.flatMap((one) => section(one.port, findingsOn(one, texts), width));
  return [
    ...(ports.length > 0
      ? portLines
      : section(texts.cli.doctor.title, [{ isWell: false, says: texts.cli.doctor.noPorts }], width)),
    ...(homebridge ? section('Homebridge', findingsIn(homebridge, report, texts), width) : []),
    ...servers.flatMap(({ title, findings }) => section(title, findings, width)),
  ];
}

/** The report for programs. */
export function reportObject(report: DoctorReport, texts: Texts): object {
  const { ok, versions, ports, troubles, news, homebridge } = report;
  const servers = serverFindings(report, texts);
  return {
    ok,
    versions,
    troubles,
    news,
    ports: ports.map((one) => ({
      port: one.port,
      ok: findingsOn(one, texts).every(({ isWell }) => isWell),
      mode: one.mode,
      baudRate: one.baudRate,
      ...(one.heard && meterObject(one.heard)),
      trouble: one.trouble,
      says: findingsOn(one, texts).map(({ says }) => says),
    })),
    homebridge: homebridge && {
      folder: homebridge.folder,
      state: homebridge.state,
      problems: homebridge.problems,
      loadCurves: homebridge.loadCurves.map(({ meter, fromMs, toMs, meterW, ourW }) => ({
        ...{ meter, from: fromMs, to: toMs, meterW, ourW },
      })),
      contracts: homebridge.contracts.map((one) => contractObject(one, texts)),
      says: findingsIn(homebridge, report, texts).map(({ says }) => says),
    },
    ...Object.fromEntries(
      servers.map(({ name, findings }) => [
        name,
        { ok: findings.every(({ isWell }) => isWell), says: findings.map(({ says }) => says).join(' ') },
      ]),
    ),
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
  unknown: { sign: '?', tone: 'plain' },
};

function findingsOn(
  { port, trouble, mode, baudRate, heard, readBefore, told = [], mayHaveHiddenReaders }: PortReport,
  texts: Texts,
): readonly Finding[] {
  const { doctor } = texts.cli;
  const also = mayHaveHiddenReaders ? ` ${doctor.hiddenReaders(port)}` : '';
  const bad = [
    ...(trouble
      ? [wrong(portTroubleText(port, trouble, doctor.trouble) + also)]
      : told.map((one) => wrong(sentences(one, texts.troubles)))),
  ];
  if (readBefore !== undefined)
    return [{ isWell: true, says: doctor.readByHomebridge(Math.round(readBefore / 1000)) }, ...bad];
  if (!heard || !mode) return bad;
  const counts = lineCounts(heard.frames.length, heard.quality);
  const isWell = trouble === undefined || !QUALITY_TROUBLES.has(trouble.kind);
  return [
    ...bad,
    ...meterFinding(heard, baudRate && unusualBaudRate({ mode, baudRate }), texts),
    { isWell, says: lineCountsText(counts, texts.cli.watch) },
  ];
}

/** Troubles with the quality of a line, which its counts show. With any other trouble, such as a wrong mode, the line itself is good. */
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
  const { refused, share } = refusedGroups(quality);
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
    journal,
    loadCurves,
    contracts,
  }: Homebridge,
  { ports, troubles }: DoctorReport,
  texts: Texts,
): readonly Finding[] {
  const { homebridge } = texts.cli.doctor;
  const says = setAside ? homebridge.setAside(folder, setAside) : homebridge[state](folder, fault);
  const findings: Finding[] = [{ isWell: state === 'configured', says }];
  const isShownElsewhere = (one: Trouble) =>
    OF_SERVERS.has(one.part) || ports.some(({ told = [] }) => told.some((other) => other === one));
  const here = troubles.filter((one) => !isShownElsewhere(one));
  findings.push(...here.map((one) => wrong(troubleText(one, status !== undefined, texts))));
  const doubts = problems.filter(({ isDoubt }) => isDoubt).map((one) => problemText(one, texts.troubles));
  findings.push(...doubts.map((one) => ({ isWell: 'unknown' as const, says: one })));
  if (state === 'configured' && config?.meters.length === 0) findings.push(wrong(homebridge.noMeters));
  const isInfluxWrong = here.some((one) => one.part === 'settings' && INFLUX.test(one.path));
  if (state === 'configured' && config && !config.influx && !isInfluxWrong)
    findings.push({ isWell: true, says: homebridge.noInflux });
  if (status) findings.push({ isWell: true, says: homebridge.running(status.version) });
  // Where the port is read, or its history is hidden from this user, the plugin may run and only not be heard.
  const isSurelyStopped =
    plugin?.kind === 'notRunning' && !journal.isHidden && ports.every((one) => one.readBefore === undefined);
  if (state === 'configured' && isSurelyStopped) findings.push({ isWell: 'unknown', says: homebridge.notRunning });
  if (plugin?.kind === 'notAllowed' || journal.isHidden)
    findings.push({ isWell: 'unknown', says: homebridge.notAllowed(folder, user?.name ?? 'root') });
  if (journal.rescued) findings.push(wrong(texts.journal.rescued[journal.rescued](join(folder, JOURNAL_FILE))));
  // A difference between the two means, however large, is not a reason for missing data.
  findings.push(...loadCurves.map((one) => ({ isWell: true, says: loadCurveSentence(one, config, texts) })));
  const ofContracts = contracts.flatMap((one) => contractFindings(one, texts));
  findings.push(...ofContracts.map((says) => ({ isWell: true, says })));
  return findings;
}

type Homebridge = NonNullable<DoctorReport['homebridge']>;

/** The path of a setting of the database. */
const INFLUX = /^influx\b/;

function troubleText(trouble: Trouble, isRunning: boolean, texts: Texts): string {
  if (isRunning) return sentences(trouble, texts.troubles);
  // No plugin is running that would have tried to repair it.
  if (trouble.part === 'history' && trouble.kind === 'damaged') return texts.ui.history.damaged(trouble.says);
  const { says, cure } = said(trouble, texts.troubles);
  return `${says} ${cure}`.trim();
}

/** The parts whose troubles are listed under the server concerned. */
const OF_SERVERS: ReadonlySet<Part> = new Set(['mirror', 'mqtt']);

/** The findings about each server that receives readings; servers without findings are left out. */
function serverFindings(report: DoctorReport, texts: Texts) {
  const servers = [
    { name: 'influx', title: 'InfluxDB', findings: influxFindings(report, texts) },
    {
      name: 'mqtt',
      title: 'MQTT',
      findings: [...toldOf('mqtt', report, texts), ...(report.mqtt ? [report.mqtt] : [])],
    },
  ];
  return servers.filter(({ findings }) => findings.length > 0);
}

/** What the running plugin reports to be wrong with a server. */
function toldOf(part: Part, { troubles }: DoctorReport, texts: Texts): readonly Finding[] {
  return troubles.filter((one) => one.part === part).map((one) => wrong(sentences(one, texts.troubles)));
}

/** What is wrong with the database, or how it answers. */
function influxFindings(report: DoctorReport, texts: Texts): readonly Finding[] {
  return [...toldOf('mirror', report, texts), ...(report.influx ? [report.influx] : [])];
}

function wrong(says: string): Finding {
  return { isWell: false, says };
}
