import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface LiveMetrics {
  sockets: Gauge;
  frames: Counter<'type'>;
  ended: Counter<'why'>;
  lag: Histogram;
}

export function createLiveMetrics(registry: Registry): LiveMetrics {
  const registers = [registry];
  return {
    sockets: new Gauge({
      name: 'careline_live_sockets',
      help: 'Who listens to the live stream.',
      registers,
    }),
    frames: new Counter({
      name: 'careline_live_frames_total',
      help: 'Frames sent over the live stream.',
      labelNames: ['type'],
      registers,
    }),
    ended: new Counter({
      name: 'careline_live_ended_total',
      help: 'Connections of the live stream that this side ended.',
      labelNames: ['why'],
      registers,
    }),
    lag: new Histogram({
      name: 'careline_live_lag_seconds',
      help: 'From the start of the transaction that changed something to its frame.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
      registers,
    }),
  };
}
