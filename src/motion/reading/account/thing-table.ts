import { inflectNoun } from '../words/inflect.js';
import { nouns, words } from '../words/word-list.js';
import { isNameToo } from './common-verbs.js';

/** Things that pictures show: in the plural behind another noun they look like verbs ("wine glasses", "the mountain peaks"). */
const THINGS = nouns(`
  accent, accessory, acorn, airplane, almond, anchor, angle, ankle, antique, apartment, apple, apricot, apron, arch,
  archway, area, armchair, arrow, art, artifact, asset, avocado, badge, bag, bagel, baker, balcony, ball, balustrade,
  bamboo, banana, bangle, banister, banner, bar, bark, barn, barrel, basin, basket, bathtub, battlement, bay, beach,
  bead, beam, bean, beard, bed, bedroom, beer, beetle, bell, belt, bench, berry, bike, billboard, bin, biscuit,
  blanket, blaze, blind, block, blouse, board, boat, bone, book, bookcase, bookshelf, boot, booth, border, boulder,
  bouquet, bowl, box, bracelet, branch, brand, brass, bread, breakfast, brick, bridge, broth, brow, brush, bucket,
  buckle, bud, buffalo, building, bulb, bun, bunch, bungalow, burger, bush, butcher, butter, button, cabin, cabinet,
  cable, cactus, cafe, cake, calendar, camel, campfire, can, candle, candlestick, candy, cane, canopy, canoe, canvas,
  cape, car, caravan, card, cardigan, cargo, carpet, carriage, carrot, cart, carving, castle, cathedral, cave, cell,
  centerpiece, chain, chair, chalet, chandelier, chapel, chateau, cheek, cheese, cherry, chest, chicken, chili,
  chimney, chin, chip, chocolate, chopstick, church, cigar, cigarette, circuit, circuit board, city, cityscape, clay,
  cliff, clip, cloak, clock, cloth, clothes, clothing, cloud, clove, coach, coast, coastline, coat, cobble,
  cobblestone, cocktail, coconut, coffee, coil, coin, collar, collection, column, comb, commercial, concept, cone,
  container, contour, contrast, cookie, copper, coral, cord, cork, corn, corner, cottage, cotton, couch, counter,
  countertop, country, court, courtyard, cove, cover, crab, cranberry, crate, crater, cream, creature, creek, crevice,
  croissant, crop, crowd, crumb, crystal, cube, cucumber, cuff, cup, cupcake, cupboard, curb, curtain, curve, cushion,
  cyclist, cypress, daffodil, daisy, dancer, deck, decor, decoration, dent, desert, design, desk, dessert, detail,
  device, dew, diamond, dial, diner, dinner, dish, display, dock, doll, dome, donut, doughnut, door, doorway, dot,
  dough, drawer, drawing, dress, dresser, drink, droplet, dumpling, dune, eagle, ear, earbud, earring, edge, egg,
  element, elephant, emerald, engine, engraving, entrance, envelope, estate, exterior, eyebrow, eyelash, fabric,
  facade, facet, factory, fairy, farm, farmhouse, fashion, faucet, feature, fence, fern, ferry, fiber, fibre, field,
  fig, figure, figurine, filament, film, fin, fir, firefly, fireplace, firework, fist, fjord, flag, flagstone, flake,
  flask, flavor, flavour, fleet, floor, floorboard, flower, fold, font, food, footpath, footprint, forest, fork, fort,
  fossil, fountain, freckle, fridge, friend, fringe, frog, frond, fruit, fur, furniture, furrow, gable, gadget,
  galaxy, gallery, game, garage, garden, garlic, garment, garnish, gas, gate, gazebo, gear, gem, gemstone, giant,
  ginger, girder, glacier, glass, globe, glove, goat, gold, good, gondola, gown, grain, grape, graphic, grassland,
  grave, grid, grocery, groove, ground, grove, guard, guitar, gull, gutter, habitat, haircut, hallway, ham, hamburger,
  hammock, handbag, handle, handrail, harbor, harbour, hat, headboard, headland, headline, headphone, headset, hedge,
  heel, helicopter, helmet, herb, herd, hero, hexagon, highlight, hill, hillside, hinge, hipster, home, hood, hoodie,
  hoof, hook, horizon, horn, hostel, hotel, house, houseplant, hull, hut, hydrangea, ice, ice cube, iceberg, icicle,
  icon, idea, image, ingredient, inscription, instrument, interior, iron, island, ivy, jacket, jar, jean, jelly,
  jellyfish, jewel, jug, juice, jungle, kayak, keyboard, keyhole, kettle, kimono, kiosk, kitchen, kite, knife, knight,
  knob, knot, knuckle, label, lace, ladder, lake, lamb, lamppost, landmark, lapel, laptop, lash, latte, lavender,
  lawn, layer, leather, ledge, lemon, lemonade, lens, letter, library, lighter, lighthouse, lily, lime, limb, line,
  linen, link, lipstick, liquid, loaf, lobster, lock, locker, locket, log, logo, look, lotion, lotus, lounge, macaron,
  machine, magazine, magnolia, mango, manor, mansion, map, maple, marble, market, mascara, mask, mat, match, material,
  mattress, maze, meadow, meal, meat, meatball, medal, melon, menu, metal, microphone, mill, mine, mineral, minute,
  mirror, missile, mitten, moccasin, model, molecule, monitor, monk, monument, mosaic, mosque, moss, moth, motif,
  motorbike, motorcycle, mount, mountain, mountainside, moustache, mug, mural, muscle, museum, muslin, nail, napkin,
  neckline, necklace, needle, neighbor, neighborhood, neighbourhood, nerve, nest, net, night, noodle, nose, notebook,
  note, notch, nut, oak, oar, oasis, oat, obelisk, object, ocean, octopus, office, oil, olive, onion, orange, orb,
  orchard, orchid, organ, ornament, outfit, outline, oven, owner, ox, pack, package, paddle, page, pagoda, paint,
  palace, palette, palm, pancake, pane, panel, panther, pants, paper, papaya, parade, parasol, parcel, park, parrot,
  particle, pastel, pasta, pastry, patch, path, patio, pattern, paving, pavilion, paving stone, peach, peacock, pear,
  pearl, pebble, pedestrian, pelican, pen, pencil, pendant, penguin, peony, pepper, perfume, pergola, petunia, pew,
  phone, photo, piano, pickle, picnic, picture, pie, piece, pier, pigeon, pigment, pillar, pillow, pilot, pin, pine,
  pineapple, pink, pint, pipe, pirate, pistachio, pit, pizza, place, plain, planet, plank, plant, planter, plaster,
  plate, platform, platter, plaza, plum, plume, pocket, pod, podium, poem, point, pole, pomegranate, pond, pony, pool,
  poppy, porch, port, porthole, pose, post, postcard, poster, pot, potato, potter, pottery, pouch, powder, prawn,
  prism, produce, product, promenade, prop, property, puddle, pumpkin, puppet, purse, pyramid, quarter, quilt, quote,
  rack, raft, rafter, rail, railing, rainbow, rapids, raspberry, rat, ravine, razor, receipt, record, rectangle, reed,
  reef, reflection, reindeer, resort, restaurant, retailer, ribbon, rice, ridge, rim, rind, ring, ritual, river,
  riverbank, robe, rock, roll, row, rocket, rod, roof, rooftop, rope, rose, ruby, rug, ruin, ruler, runway, saddle,
  sail, sailboat, sailor, salad, salon, salmon, sand, sandal, sandcastle, sandwich, sapphire, sari, satin, sauce,
  saucer, sausage, scale, scar, scarf, scene, school, scone, scooter, score, screen, screw, scroll, sculpture, sea,
  seal, seam, season, seat, seaweed, seed, sequin, serum, serving, set, shack, shadow, shape, shard, sheet, shelf,
  shell, shelter, ship, shirt, shoe, shop, shopper, shore, shoreline, shrimp, shrine, shrub, shutter, side, sign,
  signage, silk, silo, silver, sink, skateboard, skeleton, sketch, ski, skiff, skin, skirt, skull, skyscraper, slab,
  sleeve, slice, slipper, slope, sneaker, soap, sock, sofa, soil, soup, souvenir, spade, spaghetti, spaceship,
  spectator, speaker, sphere, spice, spider, spike, spine, sponge, spoon, spot, sprig, sprinkle, square, squirrel,
  stack, stain, stair, staircase, stairway, stalk, stall, stamp, stand, staple, statue, steak, steel, steeple, stem,
  step, stew, stick, sticker, stiletto, stitch, stone, stool, storefront, storey, story, stove, strand, strap, straw,
  strawberry, stream, street, string, stripe, structure, stud, student, stump, style, subject, suburb, sugar, suit,
  suitcase, sunbed, sundress, sunflower, sunglass, surface, surfboard, sushi, sweater, sweet, swimmer, swimsuit,
  switch, switchback, sword, symbol, table, tablecloth, tablet, taco, tail, talisman, tankard, tank, tap, tapestry,
  tart, tassel, tattoo, tavern, taxi, tea, teacher, teacup, teapot, technique, telescope, television, temple, tent,
  tentacle, terrace, texture, theme, thicket, thorn, thread, throne, thumb, ticket, tide, tie, tile, timber, tin,
  toast, toe, tomato, tool, tooth, topping, torso, tote, tourist, tower, town, townhouse, toy, tractor, trader, trail,
  train, tram, traveler, traveller, tray, treat, tree, trench, triangle, tribe, trim, trinket, trophy, trouser, trunk,
  tub, tulip, tundra, tunic, turban, turret, turtle, tusk, twig, twin, umbrella, uniform, utensil, valley, van, vase,
  vault, vegetable, vehicle, veil, vein, vendor, venue, veranda, vessel, vest, view, villa, village, vine, vineyard,
  viola, violet, violin, visitor, visor, volcano, waffle, waistcoat, waiter, wall, wallet, wallpaper, walnut,
  wardrobe, warehouse, watch, watermelon, waterfall, wave, wax, web, wedge, weed, well, wetland, whale, wheat,
  whisker, wicker, willow, windowsill, wine, wing, wire, wisp, witch, wood, woodland, wool, workbench, workshop,
  worker, world, wound, wreath, wrinkle, wrist, yacht, yard, yarn, zebra, zipper, zone, cap, lid, chair leg, sleeper,
  reader, rower, wanderer, pixel, megapixel, colour, color, tone, shoulder blade, bathroom, hand towel, towel, pump,
  nozzle, dropper, plinth, pedestal, swatch, smear, gel, water, text, fire, form, breeze, fishing, parakeet, hound,
  husky, calf, lizard, snail, worm, ladybug, ladybird, dragonfly, cricket, grasshopper, ant, shark, ray, crow, raven,
  swan, goose, hen, rooster, pig, lambskin, donkey, mule, llama, alpaca, panda, koala, kangaroo, giraffe, hippo,
  rhino, crocodile, alligator, snake`);

/** Deeds that are called so as well: alone, or before a preposition, they may be either. */
const EITHER = words(`
  bow, bite, sip, dream, break, surf, row, ride, race, drive, catch, kick, lift, touch, press, type, turn, spin,
  twirl, flip, pivot, gaze, cheer, play, load, click, chime, spark, flare, flash, pulse, blow, pile, spread, cascade,
  swarm, split, attack, fight, hunt, trip, slip, march, stroll, change, harvest, wash, tear, rip, glow, shimmer, work,
  shoot, call, answer, dip, puff, gulp, taste, smell, sweat, run, walk, dance, swing, nod, smile, laugh, grin, frown,
  cry, kiss, hug, whisper, shout, scream, chat, splash, flow, stir, boil, roar, howl, drip, trickle, burst, crash,
  surge, lap, bark, growl, tick, toll, strike, gust, whip, dust, shed, gather, sleep, respond, rest, start, boot,
  rush, dash, escape, hide, aim, curl, bob, rattle, crackle, whistle, plunge, soak, shrug, rock, ripple, twist,
  bubble, fold, crumple, bend, warp, pop, fall, rise, slide, glide, float, fly, land, dive, swim, drift, swirl, whirl,
  exit, leave, pass, travel, move, speed, steer, sail, skate, throw, hit, push, pull, raise, carry, grab, reach, tap,
  knock, write, draw, read`);

/** Singular for all their s, and words that look like verbs and are none. */
const ODD = words(`
  lens, gas, canvas, atlas, iris, oasis, tennis, chaos, cosmos, species, series, news, always, perhaps, sometimes,
  besides, indoors, outdoors, upstairs, downstairs, overseas, nowadays, afterwards, towards, paris, texas, christmas,
  basis, debris, chassis, dallas, jeans, glasses, pants, trousers, shorts, leggings, sneakers, goggles, scissors,
  sports, arts, goods, headquarters, whereas, plus, thus, this, its, yours, ours, theirs, hers, us, various, les, las,
  los, des, alps, andes, himalayas, dolomites, rockies, netherlands, vegas, angeles, barracks, gallows, shambles,
  pajamas, pyjamas, overalls, surroundings, outskirts, steps, stairs, woods, ruins, remains, kudos, credits, hours,
  years, days, weeks, months, minutes, decades, centuries, pixels, inches, meters, metres, miles, kilometers, fps,
  ios, dslrs, leaves, shelves, knives, loaves, halves, wolves, calves, hooves, scarves, elves, lives, wives, thieves,
  cosmetics, aesthetics, graphics, ceramics, electronics, optics, physics, mechanics, acrylics, basics, classics,
  dynamics, lots, tons, dozens, hundreds, thousands, millions, loads, plenty`);

/** What can be said of a thing behind it ("eyes closed", "clouds overhead"). */
const QUALITIES = words(`
  overhead, nearby, everywhere, aloft, ajar, aglow, alight, afloat, ahead, apart, alike, beyond, ablaze, asleep,
  awake, aside, indoors, outdoors, elsewhere, outside, inside, upright, sideways, below, above, behind, underneath,
  beneath, opposite, galore, aplenty, else, alone, available, red, green, blue, yellow, white, black, grey, gray,
  brown, pink, purple, orange, silver, violet, crimson, scarlet, ivory, beige, teal, turquoise, navy, maroon, wet,
  dry, open, closed, shut, bare, empty, full, big, huge, tiny, small, large, old, new, young, ancient, modern, rustic,
  vintage, retro, antique, rough, raw, fresh, ripe, pale, bright, dull, dark, neat, tidy, messy, thick, thin, tall,
  short, long, wide, narrow, round, square, flat, sleek, plain, rich, lush, dense, sparse, sheer, opaque, transparent,
  translucent, glossy, matte, matt, satin, metallic, wooden, golden, woolen, woollen, concrete, quality, resolution,
  realism, realistic, photorealistic, hyperrealistic, ultrarealistic, detailed, hdr, uhd, bokeh, vibe, vibes, art,
  photography, photo, shot, photograph, illustration, render, rendering, painting, artwork, wallpaper, scene, mood,
  look, feel, style, background, texture, design, close, ultra, super, per, via, plus, versus, midair, mid air, art
  deco, noir, gothic, baroque`);

const PLURALS = new Set([
  ...THINGS.entries
    .flatMap((noun) => inflectNoun(noun.split(' ').at(-1) ?? noun))
    .flatMap(([form, kind]) => (kind === 's' ? [form] : [])),
  ...ODD.entries,
]);
const DEEDS_TOO = new Set(EITHER.entries);
const SINGULARS = new Set([...THINGS.entries, ...EITHER.entries, ...ODD.entries, ...QUALITIES.entries]);

/** Whether a word that looks like a verb in -s is the name of things. */
export function isThings(word: string): boolean {
  return PLURALS.has(word);
}

/** Whether a word is a deed as well as what is called so, and of neither before the other. */
export function isEither(word: string): boolean {
  return word === 'wave' || DEEDS_TOO.has(word);
}

/** Whether a word is listed here, in whatever number. */
export function isListedThing(word: string): boolean {
  return SINGULARS.has(word) || PLURALS.has(word);
}

/** Whether a word without an ending is a thing, or what can be said of one. */
export function isPlain(word: string): boolean {
  return (
    SINGULARS.has(word) ||
    isNameToo(word) ||
    /(ful|less|ous|ic|al|ive|able|ible|ish|ary|ern|ward|wards|like|wise|proof|ness|tion|sion|ment|ship|hood|ity|ism|ist|ance|ence|ology|graphy|scape)$/.test(
      word,
    )
  );
}
