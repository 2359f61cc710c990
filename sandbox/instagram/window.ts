import { GraphError } from '../meta/errors.ts';

export const windowClosed = () =>
  new GraphError('(#10) This message is sent outside of allowed window.', 10, { subcode: 2534022 });
