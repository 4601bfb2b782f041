import { fromHex } from './hex.ts'

const golden = (line: string, hex: string) => ({ line, bytes: fromHex(hex) })

/** Packets that tshark reads the same, with all their checksums good. */
export const goldenPackets = {
  'a SYN with options': golden(
    '10.1.0.1:40000 > 10.1.0.2:80 SYN seq 1000 win 64240 <mss 1460, sackOK, ts 1/0, wscale 7> len 0',
    `4500003c 00004000 400626b8 0a010001 0a010002
     9c400050 000003e8 00000000 a002faf0 98910000 020405b4 0402 080a0000000100000000 01 030307`,
  ),
  'an ACK with SACK, over IPv6': golden(
    '[fd00:1::2]:80 > [fd00:1::1]:40000 ACK seq 4294967295 ack 1001 win 501 <ts 70000/4294967294, sack 2461-3921> len 0',
    `60000000 002c0640 fd000001000000000000000000000002 fd000001000000000000000000000001
     00509c40 ffffffff 000003e9 b01001f5 79d30000
     0101 080a00011170fffffffe 0101 050a0000099d00000f51`,
  ),
  'a FIN with data': golden(
    '10.1.0.1:40000 > 10.1.0.2:80 FIN+PSH+ACK seq 1001 ack 5001 win 502 len 5',
    `4500002d 00004000 400626c7 0a010001 0a010002
     9c400050 000003e9 00001389 501901f6 1b640000 474554202f`,
  ),
  'a segment behind IP options': golden(
    '10.1.0.1:40000 > 10.1.0.2:80 FIN+PSH+ACK seq 1001 ack 5001 win 502 len 5',
    `46000031 00004000 400691be 0a010001 0a010002 94040000
     9c400050 000003e9 00001389 501901f6 1b640000 474554202f`,
  ),
  'a UDP datagram': golden(
    '10.1.0.1:5353 > 10.1.0.2:53 UDP len 3',
    '4500001f 00004000 401126ca 0a010001 0a010002 14e90035 000b0351 6f6464',
  ),
  'a UDP datagram over IPv6': golden(
    '[fd00:1::1]:5353 > [fd00:1::2]:53 UDP len 3',
    `60000000 000b1140 fd000001000000000000000000000001 fd000001000000000000000000000002
     14e90035 000b1d4f 6f6464`,
  ),
  'a UDP datagram behind two extension headers': golden(
    '[fd00:1::1]:5353 > [fd00:1::2]:53 UDP len 3',
    `60000000 001b0040 fd000001000000000000000000000001 fd000001000000000000000000000002
     3c00050200000100 1100010400000000 14e90035 000b1d4f 6f6464`,
  ),
  'an ICMP port unreachable': golden(
    '10.1.0.2 > 10.1.0.1 ICMP destination unreachable (port unreachable) about 10.1.0.1:40000 > 10.1.0.2:80 TCP len 28',
    `45000038 00004000 400126c1 0a010002 0a010001 03035c84 00000000
     4500003c 00004000 400626b8 0a010001 0a010002 9c400050 000003e8`,
  ),
  'an ICMP fragmentation needed': golden(
    '10.1.0.9 > 10.1.0.1 ICMP destination unreachable (fragmentation needed) mtu 1400 about 10.1.0.1:40000 > 10.1.0.2:80 TCP len 28',
    `45000038 00004000 400126ba 0a010009 0a010001 0304570b 00000578
     4500003c 00004000 400626b8 0a010001 0a010002 9c400050 000003e8`,
  ),
  'an echo request': golden(
    '10.1.0.1 > 10.1.0.2 ICMP echo request id 4660 seq 1 len 4',
    '45000020 00004000 400126d9 0a010001 0a010002 080006fa 12340001 70696e67',
  ),
  'an ICMPv6 packet too big': golden(
    'fd00:1::9 > fd00:1::1 ICMPv6 packet too big mtu 1280 about [fd00:1::1]:5353 > [fd00:1::2]:53 UDP len 51',
    `60000000 003b3a40 fd000001000000000000000000000009 fd000001000000000000000000000001
     02008d4d 00000500
     60000000 000b1140 fd000001000000000000000000000001 fd000001000000000000000000000002
     14e90035 000b1d4f 6f6464`,
  ),
  'a fragment': golden(
    '10.1.0.1 > 10.1.0.2 fragment of UDP at 1480 len 8',
    '4500001c 000720b9 4011460d 0a010001 0a010002 3132333435363738',
  ),
  'a last fragment over IPv6': golden(
    'fd00:1::1 > fd00:1::2 fragment of UDP at 1480, the last, len 4',
    `60000000 000c2c40 fd000001000000000000000000000001 fd000001000000000000000000000002
     110005c800000007 6c617374`,
  ),
  'a GRE packet': golden(
    '10.1.0.1 > 10.1.0.2 GRE len 4',
    '45000018 00004000 402f26b3 0a010001 0a010002 00000800',
  ),
}

export const everyGoldenPacket = Object.entries(goldenPackets)
