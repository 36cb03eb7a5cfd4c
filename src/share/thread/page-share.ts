import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { PageConfig } from '../../config/config.ts';
import { createHousePage } from '../../house/house-page.ts';
import { boundPlaces } from '../../http/places.ts';
import type { Reading } from '../../reading/reading.ts';
import { createStatusBoard, type StatusList } from '../../status/status.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble/news.ts';
import type { SharedConfig } from '../messages.ts';
import { keepListening } from './listener.ts';

/** The maximum number of connections: forty devices, whose browsers open up to six each. */
const MAX_CONNECTIONS = 256;

interface PageShare {
  readonly config: SharedConfig;
  readonly page: PageConfig;
  /** The folder of the journal. */
  readonly folder: string;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
}

/** The data for the house's page. */
interface SharedPage {
  /** Takes a Reading of a meter, by its slug. */
  take(meter: string, reading: Reading): void;
  /** Takes the list of what is wrong. */
  list(list: StatusList): void;
}

/** Serves the house's page while `life` lasts. */
export function sharePage(
  { config, page, folder, log, reports, texts, clock }: PageShare,
  life: AbortSignal,
): SharedPage {
  let newest: StatusList = { troubles: [], news: [] };
  const board = createStatusBoard(config.meters, clock, { list: () => newest });
  const server = createHousePage({ config, folder, board, clock }, life);
  boundPlaces(server, MAX_CONNECTIONS);
  const listener = { server, shared: 'page', most: MAX_CONNECTIONS } as const;
  void keepListening({ ...listener, ...page, log, reports, texts, clock }, life);
  return {
    take: board.take,
    list(list) {
      newest = list;
    },
  };
}
