/**
 * Where threads are recorded side by side, a message may be recorded after one that stands below it. So long after that, in
 * seconds, whoever saw the one below has seen it too.
 */
export const noticedAfterSeconds = 5;
