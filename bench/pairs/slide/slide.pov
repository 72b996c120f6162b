// A box of soap slides to the right over a stone slab, in front of a candle, as the clock goes from 0 to 1; the camera stands still.
#version 3.7;
#include "colors.inc"
global_settings { assumed_gamma 1.0 max_trace_level 6 }

camera {
  location <0, 2.9, -9>
  right x * image_width / image_height
  angle 36
  look_at <0, 0.85, 0>
}

light_source {
  <3.5, 7, -9>, rgb <1.0, 0.97, 0.9> * 0.95
  area_light x * 3, vnormalize(<0, 9, -7>) * 3, 7, 7 adaptive 1 circular orient
}
light_source { <-8, 4, -8>, rgb <0.85, 0.9, 1.0> * 0.3 shadowless }

// A line of letters about x = 0, its baseline at y, deep enough for any surface that it is laid on as a pattern.
#macro Line(Font, Words, Height, Baseline)
  #local Word = text { ttf Font Words 40, 0 translate -20 * z scale <Height, Height, 1> }
  object { Word translate <-(min_extent(Word).x + max_extent(Word).x) / 2, Baseline, 0> }
#end

// The slab, and behind it a wall of plaster.
box { <-9, -0.4, -6>, <9, 0, 3>
  texture {
    pigment { granite scale 0.9 color_map { [0 srgb <0.36, 0.34, 0.33>] [0.4 srgb <0.58, 0.55, 0.52>] [0.7 srgb <0.68, 0.66, 0.62>] [1 srgb <0.80, 0.78, 0.74>] } }
    finish { diffuse 0.8 specular 0.15 roughness 0.02 reflection { 0.05 } }
  }
}
plane { z, 3.4
  texture {
    pigment { bozo turbulence 0.8 octaves 6 scale <1.1, 0.8, 1> color_map { [0 srgb <0.66, 0.50, 0.42>] [0.5 srgb <0.74, 0.58, 0.48>] [1 srgb <0.80, 0.66, 0.56>] } }
    normal { granite 0.12 scale 0.5 }
    finish { diffuse 0.75 }
  }
}

// The candle that stands still.
union {
  cylinder { 0, 1.5 * y, 0.36 pigment { srgb <0.94, 0.91, 0.82> } finish { diffuse 0.75 specular 0.15 roughness 0.03 } }
  torus { 0.32, 0.04 translate 1.5 * y pigment { srgb <0.94, 0.91, 0.82> } }
  cylinder { 1.45 * y, 1.66 * y, 0.02 pigment { srgb <0.1, 0.09, 0.08> } }
  cylinder { 0.35 * y, 1.0 * y, 0.365
    pigment { radial frequency 14 color_map { [0 srgb <0.30, 0.42, 0.34>] [0.5 srgb <0.30, 0.42, 0.34>] [0.5 srgb <0.86, 0.82, 0.66>] [1 srgb <0.86, 0.82, 0.66>] } }
    finish { diffuse 0.75 }
  }
  translate <0.98, 0, 1.2>
}

// The box of soap, with its label.
#declare Carton = srgb <0.91, 0.89, 0.84>;
#declare Green = srgb <0.10, 0.27, 0.23>;
union {
  box { <-0.95, 0, -0.35>, <0.95, 1.75, 0.35>
    pigment {
      object {
        union {
          Line("timrom.ttf", "OLIVE & SALT", 0.235, 1.1)
          Line("cyrvetic.ttf", "hand-cut soap", 0.19, 0.78)
          Line("timrom.ttf", "No. 4    110 g", 0.14, 0.30)
          difference {
            box { <-0.87, 0.08, -20>, <0.87, 1.67, 20> }
            box { <-0.84, 0.11, -30>, <0.84, 1.64, 30> }
          }
          box { <-0.6, 0.62, -20>, <0.6, 0.64, 20> }
        }
        color Carton, color Green
      }
    }
  }
  finish { diffuse 0.78 specular 0.1 roughness 0.05 }
  rotate y * 7
  translate <-0.95 + 0.86 * clock, 0, -0.2>
}
