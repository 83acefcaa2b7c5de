/** Requests to the servers of this process, by part and by the address in the table of routes that answered: never by path. */
import { counter, histogram, type MetricDeclaration } from '#base/metrics/declaration.ts';
import type { Metrics } from '#base/metrics/metrics.ts';

const served = counter(
  'guichet_http_requests_total',
  'Requests answered, by part, route, method and class of status.',
  {
    part: 10,
    route: 500,
    method: 10,
    class: 7,
  },
);

const seconds = histogram(
  'guichet_http_request_seconds',
  'Time from a request’s head to its answer’s head, by part and route.',
  { part: 10, route: 500 },
  [0.005, 0.025, 0.1, 0.25, 1, 5],
);

export const requestMetrics: readonly MetricDeclaration[] = [served, seconds];

/** Takes in one answered request. */
export type TakeRequest = (method: string, status: number, milliseconds: number) => void;

/** Gives what takes in the requests of one route of one part; `route` is a template: `/applications/:application`. */
export type RouteTally = (route: string) => TakeRequest;

/** What is called where no route was found. */
export const noRoute = 'none';

/** Opens the tallies of a process; each part asks for its own. */
export function openRequestTallies(metrics: Metrics): (part: string) => RouteTally {
  const requests = metrics.counter(served);
  const times = metrics.histogram(seconds);
  return (part) => (route) => (method, status, milliseconds) => {
    requests.add({ part, route, method: knownMethod(method), class: statusClass(status) });
    times.at({ part, route }).observe(milliseconds / 1000);
  };
}

/** `2xx`, as everybody writes it; `none` where there was no answer. */
export function statusClass(status: number): string {
  const digit = Math.trunc(status / 100);
  return digit >= 1 && digit <= 5 ? `${digit}xx` : 'none';
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function knownMethod(method: string): string {
  return methods.has(method) ? method : 'other';
}
