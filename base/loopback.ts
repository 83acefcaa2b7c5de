/** True for hosts (names, addresses) that only this machine reaches. IPv6 addresses may stand in brackets, as in URLs. */
export function isLoopbackHost(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}
