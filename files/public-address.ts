import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Azure's host agent answers every virtual machine at a public address. */
const answersMachines = ['168.63.129.16'];

/** All of the global unicast space; what lies outside is local, mapped, translated or not given out. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * May a file be fetched from this IP address? Only where it is one of the internet's: not this machine, not its network,
 * not a carrier's, no metadata service, and no IPv6 form that leads to any of them (mapped, NAT64, 6to4, Teredo).
 */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0) return false;
  const given = ipaddr.parse(address);
  if (given.range() !== 'unicast') return false;
  return given.kind() === 'ipv4'
    ? !answersMachines.includes(given.toString())
    : (given as ipaddr.IPv6).match(globalUnicast);
}
