/**
 * Where the bytes of all sockets are read to: what a read brings is used up before the next one happens. Large enough for an
 * answer of 64 KB with its head, which would otherwise take two reads and two writes.
 */
export const readBuffer = Buffer.allocUnsafeSlow(128 * 1024);
