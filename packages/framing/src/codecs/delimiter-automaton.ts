/** In {@link DelimiterAutomaton.next}: the match that the node knows of can become no better any more. */
export const settled = -1

interface Node {
  depthBytes: number
  children: Map<number, Node>
  index: number
  /** The longest proper suffix of this node's bytes that is a node as well. */
  suffix: Node | undefined
  /** Length of the longest delimiter that ends this node's bytes; 0: none. */
  endsBytes: number
  /** The best delimiter within this node's bytes: the earliest, then the longest. */
  matchAt: number
  matchBytes: number
}

/**
 * Finds the first of several delimiters, looking at each byte once: an automaton of Aho and Corasick, in
 * which the earliest start wins, and then the longest.
 *
 * A node stands for the bytes just read that may still become a delimiter. With the delimiters `aab` and
 * `b`, the bytes `aaab` lead from the root over `a`, `aa`, and once more `aa` (the first a cannot belong to
 * a delimiter any more) to `aab`.
 *
 * ```
 *   root ─a→ a ─a→ aa ─b→ aab        next[node * classes + classOf[byte]]
 *     └───b→ b        ↺ a
 * ```
 */
export class DelimiterAutomaton {
  /** Bytes that no delimiter holds are all alike: they share a class, and so the table stays small. */
  readonly classOf = new Uint8Array(256)
  readonly classes: number
  /** The node behind each node and class; 0 is the root. Or {@link settled}. */
  readonly next: Int32Array
  /** Per node: how many bytes may still become part of a delimiter. */
  readonly depthBytes: Int32Array
  /** Per node: the best delimiter it knows of begins so many bytes ago, and has so many bytes (0: there is none). */
  readonly matchBack: Int32Array
  readonly matchBytes: Int32Array
  /** Per node, 1: whatever follows, the match stands. */
  readonly isFinal: Uint8Array
  /** Per byte, 1: it is a delimiter all by itself, and begins no other. */
  readonly isWhole: Uint8Array

  constructor(delimiters: readonly Uint8Array[]) {
    const nodes = trieOf(delimiters)
    const values = [...new Set(delimiters.flatMap((delimiter) => [...delimiter]))]
    const others = values.length < 256 ? 1 : 0
    for (const [i, value] of values.entries()) this.classOf[value] = i + others
    this.classes = values.length + others
    this.next = new Int32Array(nodes.length * this.classes)
    this.depthBytes = Int32Array.from(nodes, (node) => node.depthBytes)
    this.matchBack = Int32Array.from(nodes, (node) => node.depthBytes - node.matchAt)
    this.matchBytes = Int32Array.from(nodes, (node) => node.matchBytes)
    for (const node of nodes) {
      const row = node.index * this.classes
      if (others === 1) this.next[row] = follow(node, -1)
      for (const value of values) {
        this.next[row + (this.classOf[value] as number)] = follow(node, value)
      }
    }
    this.isFinal = Uint8Array.from(nodes, ({ index }) =>
      this.next
        .subarray(index * this.classes, (index + 1) * this.classes)
        .every((target) => target === settled)
        ? 1
        : 0,
    )
    this.isWhole = this.classOf.map((one) => this.isFinal[this.next[one] as number] as number)
  }
}

/** The nodes, shorter ones first, the root at the front. */
function trieOf(delimiters: readonly Uint8Array[]): Node[] {
  const root = newNode(0)
  for (const delimiter of delimiters) {
    let node = root
    for (const value of delimiter) {
      const child = node.children.get(value) ?? newNode(node.depthBytes + 1)
      node.children.set(value, child)
      node = child
    }
    node.endsBytes = delimiter.length
  }
  const nodes = [root]
  for (const node of nodes) {
    for (const [value, child] of node.children) {
      child.index = nodes.length
      nodes.push(child)
      learn(node, value, child)
    }
  }
  return nodes
}

function newNode(depthBytes: number): Node {
  const unknown = { index: 0, suffix: undefined, endsBytes: 0, matchAt: 0, matchBytes: 0 }
  return { depthBytes, children: new Map(), ...unknown }
}

/** What can be said of a node when all shorter ones are known. */
function learn(parent: Node, value: number, node: Node): void {
  let suffix = parent.suffix
  while (suffix && !suffix.children.has(value)) suffix = suffix.suffix
  node.suffix = suffix?.children.get(value) ?? rootOf(parent)
  node.endsBytes ||= node.suffix.endsBytes
  node.matchAt = parent.matchAt
  node.matchBytes = parent.matchBytes
  const endsAt = node.depthBytes - node.endsBytes
  if (node.endsBytes > 0 && (node.matchBytes === 0 || endsAt <= node.matchAt)) {
    node.matchAt = endsAt
    node.matchBytes = node.endsBytes
  }
}

function rootOf(node: Node): Node {
  return node.suffix ? rootOf(node.suffix) : node
}

/** Index of the node behind `from` when `value` follows; -1 stands for a byte that is in no delimiter. */
function follow(from: Node, value: number): number {
  for (let node: Node | undefined = from; node; node = node.suffix) {
    // What begins behind the match cannot beat it.
    const at = from.depthBytes - node.depthBytes
    if (from.matchBytes > 0 && at > from.matchAt) return settled
    const child = node.children.get(value)
    if (child) return child.index
  }
  return from.matchBytes > 0 ? settled : 0
}
