import { createRequire } from 'node:module';

/** The few parts of OpenCV.js 4.12 that are used here; its own types are loose where it matters. Everything made must be deleted. */
export interface OpenCv {
  readonly Mat: {
    new (): Mat;
    new (rows: number, columns: number, type: number): Mat;
  };
  readonly Rect: new (x: number, y: number, width: number, height: number) => object;
  readonly KeyPointVector: new () => Vector<{ readonly pt: { readonly x: number; readonly y: number } }>;
  readonly DMatchVectorVector: new () => Vector<Vector<Pairing>>;
  /** Oriented FAST and rotated BRIEF (E. Rublee and others, 2011), with so many features at most. */
  readonly ORB: new (features: number) => Detector;
  readonly BFMatcher: new (norm: number, crossCheck: boolean) => Matcher;
  readonly CV_8UC1: number;
  readonly NORM_HAMMING: number;
}

/** A matrix in OpenCV's memory; `data` is a view of it, good until the next call. */
export interface Mat {
  readonly data: Uint8Array;
  readonly rows: number;
  roi(rect: object): Mat;
  clone(): Mat;
  delete(): void;
}

/** A list in OpenCV's memory. */
export interface Vector<Item> {
  size(): number;
  get(index: number): Item;
  delete(): void;
}

/** Two features that look alike, and how many bits of their descriptors differ. */
export interface Pairing {
  readonly queryIdx: number;
  readonly trainIdx: number;
  readonly distance: number;
}

interface Detector {
  /** How far from the edge features begin, in pixels. */
  setEdgeThreshold(px: number): void;
  setFastThreshold(step: number): void;
  detectAndCompute(image: Mat, mask: Mat, points: Vector<unknown>, descriptors: Mat): void;
  delete(): void;
}

interface Matcher {
  knnMatch(query: Mat, train: Mat, matches: Vector<unknown>, count: number): void;
  delete(): void;
}

let loaded: Promise<OpenCv> | undefined;

/** OpenCV, loaded when it is first asked for: 10 MB of WebAssembly, about 150 ms and 140 MB. Only in the media process. */
export function loadOpenCv(): Promise<OpenCv> {
  return (loaded ??= load());
}

async function load(): Promise<OpenCv> {
  const before = {
    exceptions: process.listeners('uncaughtException'),
    rejections: process.listeners('unhandledRejection'),
  };
  const found = createRequire(import.meta.url)('@techstark/opencv-js') as Loading;
  // It is thenable and resolves to itself: to await it would never end.
  await new Promise<void>((resolve) => {
    if (found.Mat === undefined) found.onRuntimeInitialized = resolve;
    else resolve();
  });
  // Emscripten's own handlers print ten megabytes of source at any error in the process, and abort.
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.exceptions.includes(listener)) process.removeListener('uncaughtException', listener);
  }
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.rejections.includes(listener)) process.removeListener('unhandledRejection', listener);
  }
  const { Mat, Rect, KeyPointVector, DMatchVectorVector, ORB, BFMatcher, CV_8UC1, NORM_HAMMING } = found as OpenCv;
  return { Mat, Rect, KeyPointVector, DMatchVectorVector, ORB, BFMatcher, CV_8UC1, NORM_HAMMING };
}

type Loading = Omit<OpenCv, 'Mat'> & { readonly Mat?: OpenCv['Mat']; onRuntimeInitialized?: () => void };
