import type { MeterStatus, Status } from '../../../src/status/status.ts';
import type { StatusAnswer } from '../../../src/ui/protocol.ts';

/** A meter as the views know it. */
export type ShownMeter = Omit<MeterStatus, 'port'> & {
  /** The house's page is not told. */
  readonly port?: string;
  /** Whether the settings have prices for it. Only the house's page is told. */
  readonly isPriced?: boolean;
};

export interface ShownStatus extends Omit<StatusAnswer, 'status'> {
  /** Absent where the plugin does not run, or does not answer. */
  readonly status?: Pick<Status, 'version' | 'mirror'> & { readonly meters: readonly ShownMeter[] };
}
