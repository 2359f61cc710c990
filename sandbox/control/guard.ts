import type { Request, RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** This machine only, and no web page of somebody else's that a browser on it happens to show. */
export const onlyFromHere: RequestHandler = (request, _response, next) => {
  const { host = '', origin } = request.headers;
  if (!isThisMachine(request.socket.remoteAddress ?? '')) {
    throw new Problem(403, 'the control API answers this machine only');
  }
  if (!isLocalHost(`http://${host}`) || (origin !== undefined && !isLocalHost(origin))) {
    throw new Problem(403, 'the control API is not for web pages of other hosts');
  }
  if (isOtherThanJson(request)) throw new Problem(415, 'send application/json');
  next();
};

const isThisMachine = (address: string) => /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);

const isLocalHost = (url: string) =>
  URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/** True only where there is a body, and it is something else. */
const isOtherThanJson = (request: Request) =>
  request.headers['content-length'] !== '0' && request.is('application/json') === false;
