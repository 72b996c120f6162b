// A tin, a book, a mug and a matchbox on a table before a papered wall; the camera goes 20° round them as the clock goes from 0 to 1.
#version 3.7;
#include "colors.inc"
#include "woods.inc"
global_settings { assumed_gamma 1.0 max_trace_level 6 }

#declare Turn = -10 + 20 * clock;
camera {
  location vrotate(<0, 2.7, -9.6>, y * Turn)
  right x * image_width / image_height
  angle 40
  look_at <0, 0.95, 0>
}

light_source {
  <-6, 9, -7>, rgb <1.0, 0.95, 0.86> * 1.15
  area_light x * 3, vnormalize(<0, 7, -9>) * 3, 7, 7 adaptive 1 circular orient
}
light_source { <8, 5, -9>, rgb <0.8, 0.9, 1.0> * 0.28 shadowless }

#declare Paper = srgb <0.93, 0.89, 0.80>;
#declare Ink = srgb <0.13, 0.13, 0.16>;

// A line of letters about x = 0, its baseline at y, deep enough for any surface that it is laid on as a pattern.
#macro Line(Font, Words, Height, Baseline)
  #local Word = text { ttf Font Words 40, 0 translate -20 * z scale <Height, Height, 1> }
  object { Word translate <-(min_extent(Word).x + max_extent(Word).x) / 2, Baseline, 0> }
#end

// The table: planks of ash, and the dark between them.
#declare Planks = union {
  #local Plank = 0;
  #while (Plank < 9)
    box { <-9, -0.3, 0>, <9, 0, 1.18>
      texture {
        pigment {
          wood turbulence 0.06 octaves 4 scale <1, 0.16, 0.16> rotate y * 90 rotate <2, 0, 3 + Plank> translate <Plank * 7.3, Plank * 1.7, Plank * 0.31>
          color_map { [0 srgb <0.60, 0.42, 0.26>] [0.55 srgb <0.53, 0.35, 0.20>] [0.85 srgb <0.42, 0.26, 0.14>] [1 srgb <0.60, 0.42, 0.26>] }
          rotate y * 90 scale <6, 1, 1>
        }
        finish { diffuse 0.8 specular 0.12 roughness 0.03 reflection { 0.03 } }
      }
      translate z * (-6.6 + 1.2 * Plank)
    }
    #local Plank = Plank + 1;
  #end
}
object { Planks }
box { <-9, -0.5, -6.6>, <9, -0.05, 4.4> pigment { srgb <0.12, 0.08, 0.05> } }

// The wall: paper with a woven ornament, and a print in a frame.
plane { z, 4.6
  texture {
    pigment {
      quilted control0 1 control1 1
      color_map { [0 srgb <0.40, 0.50, 0.48>] [0.55 srgb <0.47, 0.57, 0.54>] [0.8 srgb <0.66, 0.70, 0.63>] [1 srgb <0.72, 0.75, 0.67>] }
      scale 0.55 rotate z * 45
    }
    finish { diffuse 0.75 }
  }
  texture { pigment { granite turbulence 0.3 color_map { [0 rgbt <0.2, 0.15, 0.1, 0.72>] [0.5 rgbt 1] [1 rgbt 1] } scale 1.4 } finish { diffuse 0.75 } }
}
union {
  difference {
    box { <-1.35, -0.95, -0.14>, <1.35, 0.95, 0> }
    box { <-1.2, -0.8, -1>, <1.2, 0.8, 1> }
    pigment { srgb <0.23, 0.15, 0.10> } finish { specular 0.3 roughness 0.02 }
  }
  box { <-1.25, -0.85, -0.04>, <1.25, 0.85, -0.01>
    pigment {
      gradient y turbulence 0.35 octaves 5 lambda 2.2
      color_map { [0 srgb <0.16, 0.26, 0.30>] [0.3 srgb <0.35, 0.48, 0.44>] [0.42 srgb <0.86, 0.74, 0.52>] [0.6 srgb <0.90, 0.55, 0.34>] [1 srgb <0.36, 0.42, 0.62>] }
      scale 2 translate -1.1 * y
    }
    finish { diffuse 0.8 }
  }
  translate <1.15, 3.05, 4.6>
}

// The tin, with a paper label round it.
#declare Round = 1 / (2 * pi * 0.82);
#declare Label = pigment {
  object {
    union {
      Line("cyrvetic.ttf", "EARL GREY", 0.29, 1.12)
      Line("timrom.ttf", "first flush, loose leaf", 0.17, 0.84)
      Line("timrom.ttf", "125 g", 0.17, 0.55)
      box { <-0.62, 1.45, -20>, <0.62, 1.475, 20> }
      box { <-0.62, 0.44, -20>, <0.62, 0.465, 20> }
      scale <Round, 1, 1> translate 0.5 * x
    }
    color Paper, color Ink
  }
  warp { cylindrical orientation z dist_exp 0 }
  rotate y * -87
}
union {
  cylinder { 0.06 * y, 2.0 * y, 0.815 pigment { srgb <0.72, 0.70, 0.66> } }
  cylinder { 0.3 * y, 1.72 * y, 0.82 pigment { Label } finish { diffuse 0.75 specular 0.08 roughness 0.05 } }
  cylinder { 1.72 * y, 1.8 * y, 0.821 pigment { srgb <0.55, 0.18, 0.14> } }
  cylinder { 0.22 * y, 0.3 * y, 0.821 pigment { srgb <0.55, 0.18, 0.14> } }
  cylinder { 2.0 * y, 2.12 * y, 0.85 }
  cylinder { 0 * y, 0.06 * y, 0.85 }
  torus { 0.82, 0.03 translate 2.0 * y }
  pigment { srgb <0.72, 0.70, 0.66> }
  finish { diffuse 0.6 specular 0.5 roughness 0.02 reflection { 0.08 } }
  translate <-0.35, 0, -0.2>
}

// Two books: one lies, one stands behind it.
#macro Book(Wide, Deep, Thick, Cloth, Title, TitleHeight)
  union {
    box { <-Wide / 2, 0, -Deep / 2>, <Wide / 2, 0.03, Deep / 2> pigment { Cloth } }
    box { <-Wide / 2, Thick - 0.03, -Deep / 2>, <Wide / 2, Thick, Deep / 2> pigment { Cloth } }
    box { <-Wide / 2 + 0.05, 0.03, -Deep / 2 + 0.03>, <Wide / 2 - 0.05, Thick - 0.03, Deep / 2 - 0.05>
      pigment { gradient y color_map { [0 srgb <0.93, 0.90, 0.82>] [0.5 srgb <0.80, 0.76, 0.66>] [1 srgb <0.93, 0.90, 0.82>] } scale 0.02 }
    }
    box { <-Wide / 2, 0, -Deep / 2 - 0.02>, <Wide / 2, Thick, -Deep / 2 + 0.04>
      pigment {
        object {
          union {
            Line("timrom.ttf", Title, TitleHeight, (Thick - TitleHeight * 0.66) / 2)
            box { <-Wide / 2 + 0.1, 0, -20>, <-Wide / 2 + 0.15, 9, 20> }
            box { <Wide / 2 - 0.15, 0, -20>, <Wide / 2 - 0.1, 9, 20> }
          }
          Cloth, color srgb <0.90, 0.80, 0.52>
        }
      }
    }
    finish { diffuse 0.75 specular 0.06 roughness 0.08 }
  }
#end
object { Book(2.6, 1.8, 0.42, color srgb <0.16, 0.24, 0.40>, "A HISTORY OF TEA", 0.23) rotate y * 9 translate <2.05, 0, 0.9> }
object { Book(2.3, 1.6, 0.32, color srgb <0.50, 0.16, 0.16>, "The Garden Year", 0.21) rotate y * -6 translate <2.0, 0.42, 0.95> }

// The mug, with a band of stripes.
union {
  difference {
    cylinder { 0, 1.05 * y, 0.52 }
    cylinder { 0.08 * y, 2 * y, 0.46 }
  }
  torus { 0.49, 0.03 translate 1.05 * y }
  difference {
    torus { 0.32, 0.075 rotate x * 90 translate <-0.56, 0.55, 0> }
    cylinder { 0, 2 * y, 0.5 }
  }
  cylinder { 0.3 * y, 0.78 * y, 0.523
    pigment { radial frequency 18 color_map { [0 srgb <0.14, 0.28, 0.42>] [0.5 srgb <0.14, 0.28, 0.42>] [0.5 srgb <0.92, 0.92, 0.88>] [1 srgb <0.92, 0.92, 0.88>] } }
  }
  pigment { srgb <0.92, 0.92, 0.88> }
  finish { diffuse 0.75 specular 0.5 roughness 0.01 reflection { 0.04 } }
  rotate y * 25 translate <-2.35, 0, 0.9>
}

// A matchbox close to the camera.
union {
  box { <-0.55, 0, -0.36>, <0.55, 0.26, 0.36>
    pigment {
      object {
        union {
          Line("cyrvetic.ttf", "MATCHES", 0.2, -0.06)
          box { <-0.5, 0.17, -20>, <0.5, 0.2, 20> }
          box { <-0.5, -0.2, -20>, <0.5, -0.17, 20> }
          rotate x * 90
        }
        color srgb <0.82, 0.62, 0.16>, color srgb <0.28, 0.08, 0.06>
      }
    }
  }
  box { <-0.5, 0.03, -0.361>, <0.5, 0.23, 0> pigment { granite scale 0.1 color_map { [0 srgb <0.2, 0.1, 0.08>] [1 srgb <0.42, 0.24, 0.2>] } } }
  finish { diffuse 0.75 }
  rotate y * -24 translate <0.75, 0, -2.15>
}
