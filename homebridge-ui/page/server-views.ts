/**
 * The views of the servers that get what a meter says. They stand in one file of code, since they share how a server is tried, and a part
 * of the page may import no other one (`build.ts`).
 */
export { influxView } from './influx-view.ts';
export { mqttCard } from './mqtt-card.ts';
