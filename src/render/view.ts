import type { CameraPose } from '../motion/camera-path.js';
import { HALF_VIEW_RAD } from '../motion/filling-zoom.js';
import { type Homography, multiply } from './homography.js';

/** A size in pixels, or in samples of a plane. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A part of a picture, in its pixels from its left upper corner; fractions are meant. */
export interface Window extends Size {
  readonly leftPx: number;
  readonly topPx: number;
}

/** Where the samples of an output plane sit in their cells: 0.5 is the centre. */
export interface Siting {
  readonly x: number;
  readonly y: number;
}

/** What an upright pose (no roll, no yaw) shows of a picture of the given size. */
export function windowOf(pose: CameraPose, { widthPx, heightPx }: Size): Window {
  const width = widthPx / pose.zoom;
  const height = heightPx / pose.zoom;
  return {
    leftPx: pose.centreX * widthPx - width / 2,
    topPx: pose.centreY * heightPx - height / 2,
    widthPx: width,
    heightPx: height,
  };
}

/**
 * From samples of an output plane, counted from 0, to positions on a picture in its pixels from its left upper corner. The camera looks
 * at the still as at a card: rolled, then seen from `yawRad` to its side, from where its whole width fills the angle of view.
 */
export function viewOf(pose: CameraPose, output: Size, siting: Siting, picture: Size): Homography {
  const aspectRatio = output.widthPx / output.heightPx;
  const distance = aspectRatio / 2 / Math.tan(HALF_VIEW_RAD);
  const cosRoll = Math.cos(pose.rollRad) / pose.zoom;
  const sinRoll = Math.sin(pose.rollRad) / pose.zoom;
  const cosYaw = Math.cos(pose.yawRad);
  const sinYaw = Math.sin(pose.yawRad);

  // Output sample → frame coordinates, the frame's height being 1 and its middle the origin.
  const toFrame: Homography = [
    ...[aspectRatio / output.widthPx, 0, (siting.x / output.widthPx - 0.5) * aspectRatio],
    ...[0, 1 / output.heightPx, siting.y / output.heightPx - 0.5],
    ...[0, 0, 1],
  ] as unknown as Homography;
  // A picture turned clockwise is read counter-clockwise.
  const turned: Homography = [cosRoll, sinRoll, 0, -sinRoll, cosRoll, 0, 0, 0, 1];
  // The ray through (x, y) meets the card at (d x, d y cos yaw) / (d cos yaw + x sin yaw).
  const projected: Homography = [distance, 0, 0, 0, distance * cosYaw, 0, sinYaw, 0, distance * cosYaw];
  const toPicture: Homography = [
    ...[picture.widthPx / aspectRatio, 0, pose.centreX * picture.widthPx],
    ...[0, picture.heightPx, pose.centreY * picture.heightPx],
    ...[0, 0, 1],
  ] as unknown as Homography;
  return [turned, projected, toPicture].reduce((sofar, next) => multiply(next, sofar), toFrame);
}
