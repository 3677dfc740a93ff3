"""Red, English: medical emergencies, violence and confinement, people missing. Gaps are in characters."""

from __future__ import annotations

DANGER_EN = """
[red medical.unconscious]
wont/will_not/cant/doesnt/not/struggling_to/hard_to ..6 stay ..1 awake/conscious
hit/banged/bumped/struck/cracked ..4 his/her/my/their/the ..1 head ..40 vomit*/sick/confused/sleepy/awake/dizzy/blood/bleeding/unconscious/pupils/drowsy
cant_feel/no_feeling_in/cant_move/numb_from ..8 legs/arms/feet/my_body/his_body/anything_below/his_hands/waist
diver ..40 unconscious/pain/legs/surfaced/bends/numb/confused/missing/stuck/air
wont/will_not/cant/cannot/doesnt/not/isnt/didnt/couldnt/aint ..8 wake/wake_up/waking/waking_up/respond/responding/come_round/come_to/breathe/breathing/moving/move/answering_us ..1 up/him/her/，/。/and/to/at/or/properly/his/now/us/right/much/legs/my/after
barely_conscious/hardly_conscious/semi_conscious/lost_consciousness/losing_consciousness/having_a_fit/having_fits/fitting_on/seizing/in_and_out_of_consciousness/no_response_from/not_conscious/stiff_and_shaking/unconscious/unresponsive/not_responsive/non_responsive/not_breathing/stopped_breathing/no_pulse/isnt_breathing/isnt_moving/not_moving/no_heartbeat/cardiac_arrest/stopped_moving/foaming_at_the_mouth/frothing/having_a_seizure/having_seizures/seizure/convulsing/convulsions/fitting_on/passed_out/blacked_out/fainted/fainting/knocked_out_cold/out_cold/in_a_coma/barely_breathing/hardly_breathing/lips_are_blue/lips_blue/turned_blue/turning_blue/gone_blue/going_blue/eyes_rolled
collapsed/collapse/keeled_over/dropped/gone_down/went_down/fell/man_down/men_down/two_down/people_down/is_down/are_down/slumped ..30 not/moving/breath*/wake/respond*/bleeding/head/unconscious/blood/hit/help/suddenly/answer/deck/gas/h2s/floor/up/hurt/conscious/eyes/pale
man_down/men_down/two_men_down/people_down/collapsed
empty ..6 pill/packs/packets/blister/bottle*/tablet*/strips ..40 next/wont/wake/him/her/joe/floor/beside/mate/friend
my/a/the/our ..12 mate/friend/cabinmate/husband/wife/colleague/guy/roommate ..8 took/swallowed/drank/overdosed ..16 pills/bottle/poison/bleach/tablets/pesticide/everything

[red medical.heart_and_brain]
chest ..16 pain*/tight/tightness/crushing/pressure/hurts/hurting/heavy/squeezing/burning/elephant ..50 arm/jaw/sweat*/breath*/neck/spreading/minutes/hour/worse/back/sick/dizzy/cold/cant/help/weight/shoulder/going/since/still/now
pain/crushing/pressure/tightness/squeezing ..12 chest ..50 arm/jaw/sweat*/breath*/neck/spreading/minutes/hour/worse/back/sick/dizzy/cold/cant/left/shoulder/grey
left_arm/jaw ..14 numb/pain/tingling/aching/hurts/heavy/going ..40 chest/sweat*/breath*/heart
heart_attack/stroke/having_a_stroke/brain_bleed/heat_stroke/heatstroke/anaphyla*/sepsis/hypothermia/hypothermic/pulmonary
face ..12 drooping/droop/dropped/drooped/one_side/lopsided/numb/swelling/swollen/swells/puffing
one_side/left_side/right_side/half_of ..16 numb/weak/paralysed/paralyzed/wont_move/drooping/dead/cant_move/gone/cant_feel/drops
slurring/slurred/speech_is/cant_speak/talking_nonsense/talking_gibberish/speaking_gibberish/makes_no_sense/not_making_sense/confused_and/delirious/incoherent
stopped_sweating/not_sweating/burning_hot/skin_hot/hot_and_dry/hot_dry_skin/no_sweat & confused/talking/nonsense/collapsed/dizzy/heat/sun/guy/he/she/man/stumbling/vomit*
worst_headache/thunderclap/splitting_headache & life/ever/sudden*/vomit*/neck/vision/blur*
cant_see/gone_blind/lost_vision/went_blind/vision_gone/cant_feel_my ..30 suddenly/legs/eye*/chemical/acid/drink/moonshine/arm/face/hands/after

[red medical.breathing]
cant/cannot/struggling_to/hard_to/unable_to/couldnt/trouble/difficulty/barely/not_able_to/fighting_to ..4 breathe/breathing/get_air/catch_breath/get_a_breath/catch_his_breath/swallow_or_breathe
throat ..10 closing/swelling/tight/swollen/closed/closing_up/tightening
gasping/wheezing/choking/suffocating/asthma_attack/inhaler ..30 air/breath/cant/not/blue/empty/out/help/on/worse/stop/lips/bad
tongue/lips/face/mouth ..10 swelling/swollen/swelled/blue/puffing/ballooning
allergic_reaction/anaphylactic/epipen/bee_sting/stung & swelling/throat/breath*/swollen/face/tongue/hives/dizzy/no/wheez*

[red medical.bleeding_and_injury]
dropped/fell/fallen/landed/collapsed/came_down/rolled/tipped ..16 on/onto ..6 men/man/him/her/guy/guys/worker*/people/two/three/legs/leg/me/someone/his/them/my
broke/broken/snapped/fractured ..6 leg/arm/hip/ribs/neck/back/skull/ankle/spine/femur & fell/bone/cant_move/cant/help/pain/blood/scaffold*/stuck/medic
gas_leak/ammonia_leak/h2s_leak/chlorine_leak/leaking_gas/pipe_burst/steam_burst/hose_burst ..30 men/man/people/down/hurt/burn*/help/crew/evacuat*/someone/him/guys
bleeding ..16 heavily/badly/out/everywhere/lot/wont_stop/bad/from/profusely/a_lot/to_death/not_stopping/head/internally/so_much/through/won/like
wont/cant/will_not/doesnt ..6 stop ..6 bleeding/the_bleeding/blood
blood ..12 everywhere/pouring/spurting/gushing/all_over/pumping/wont_stop/squirting/from_his/from_her/from_my/coming_out/pooling/from_ear*/soaking
losing/lost/coughing/vomiting/throwing_up/spitting/passing/puking ..6 blood/a_lot_of_blood/so_much_blood/up_blood
fingers/finger/hand/arm/leg/foot/toes/thumb ..16 cut_off/severed/crushed/trapped/torn_off/ripped_off/taken_off/caught_in/gone/mangled/hanging_off/in_the_winch/snapped/bone/off
severed/amputated/crushed/impaled/electrocuted/electric_shock/got_shocked/live_wire/trapped_under/pinned_under/pinned_by/buried_under/buried_in/trapped_in_the/stuck_under/run_over/caught_in_the_winch/struck_by/hit_by_a_swinging/hit_by_the_swinging/pulled_into_the/dragged_into ..40 he/man/him/guy/mate/worker/crew/leg/arm/hand/i/finger*/someone/two/driver/people/chest/us/we/help/her/fire/body
electrocuted/got_electrocuted/amputated/severed
moonpool/moon_pool/fell_into_the ..0 。/，/sea/water/hold/moonpool/tank/and
fell/fallen ..2 into/in/down ..4 the/a ..1 moonpool/moon_pool/sea/water/hold/tank/shaft/pit/well/hatch/hole/harbour/dock
man_overboard/person_overboard/fell_overboard/gone_overboard/went_overboard/washed_overboard
splash*/spray*/burn*/hit ..8 with/by/in ..6 caustic/acid/chemical*/steam/oil/lye/battery/boiling/hot_water/mud
man_overboard/overboard/mob ..40 man/someone/guy/he/help/water/crew/cant_see/fell/went/now/mate
fell/fallen/falls/dropped/came_off ..6 off/from/down/into/through/overboard/over_the_side/in_the/out_of ..30 scaffold*/derrick/crane/ladder/roof/mast/height/deck/sea/water/tank/hold/hatch/stairs/platform/m/metres/meters/feet/side/overboard/pit/grating/monkey/shaft/hole/truck
drowning/drowned/under_water/cant_swim/went_under/swept_away/swept_overboard/missing_from_the_ship/missing_from_the_vessel
fire/smoke/explosion/exploded/blast/flames ..40 trapped/cant_get_out/burned/burnt/injured/hurt/stuck/inside/someone/people/men/engine_room/spreading/help/cabin/burns/out_of_control/mayday/casualties
mayday/sinking/taking_on_water/abandoning_ship/going_down_fast/capsiz*
burned/burnt/burns/scalded/splashed/acid/caustic/steam/sprayed ..30 face/eyes/body/arms/skin_is/peeling/badly/chest/hands/skin/all_over
bone ..10 sticking/showing/through/out/poking
bitten/bit ..16 snake/viper/cobra/scorpion/dog/spider/shark
snake/viper/cobra/scorpion/spider/jellyfish ..16 bite/bit/bitten/stung/got
broken/broke/snapped ..8 neck/back/spine/skull

[red medical.gas_and_poison]
h2s/gas/carbon_monoxide/co/fumes/ammonia/chlorine/rotten_egg*/nitrogen/toxic/methane ..50 down/collapsed/dizzy/vomit*/unconscious/headache/sick/passed_out/not_responding/fainted/throwing_up/leak*/not_answering/knocked/dead/overcome/not_moving/wobbly
tank/hold/cellar/pit/void/pump_room/manhole/vessel/confined/cofferdam/silo ..50 not_answering/no_answer/stopped_answering/not_responding/unconscious/collapsed/not_moving/down/passed_out/no_response/no_reply/not_come_out/hasnt_come_out/not_come_up/dizzy/silent/wont_answer/not_replying/lying
went_into/gone_into/inside/entered/in/went_down ..16 tank/hold/pit/void/manhole/vessel/cofferdam/bilge/silo & answering/answer/responding/replying/minutes/stopped/wont/radio/shout*/quiet
drank/swallowed/drunk/ate/ingested/drinking/swallow/licked ..16 bleach/methanol/antifreeze/pesticide/diesel/petrol/cleaner/detergent/paraquat/weed_killer/acid/chemical*/poison/rat_poison/thinner/moonshine/battery/coolant/hand_gel/sanitiser
poisoned/poisoning/methanol ..30 help/sick/blind/vomit*/we/i/he/food/all/men/crew/three/two/someone
charcoal/heater/generator/barbecue/brazier/stove ..60 dizzy/wont_wake/vomit*/unconscious/headache/passed_out/sleepy/wake

[red medical.other]
call/need/send/get/where ..8 ambulance/medevac/medic/doctor/helicopter/paramedic* ..20 now/urgent*/quick*/asap/fast/right/immediately/please/help/。
help ..4 now/me_please/us/me_now ..8 dying/bleeding/he/she/i_am/they
going_to_die/gonna_die/he_is_dying/hes_dying/shes_dying/she_is_dying/i_am_dying/might_die/about_to_die & help/please/he/she/blood/breath*/chest/now/i/pain
waters_broke/water_broke/waters_have_broken/in_labour/contractions/miscarr*/pregnant_and_bleeding
diabetic/insulin/hypo/blood_sugar/sugar ..40 shaking/confused/passed/unconscious/low/out/sweat*/wont/vomit*/fruity
malaria/fever ..30 confus*/fit*/seizure*/delirious/stiff/unconscious/black_urine/dark_urine/convuls*/hallucinat*/shaking_uncontrol*
stomach/belly/abdomen/abdominal/side ..20 agony/unbearable/rock_hard/hard_as/excruciating/doubled_over/cant_stand_up/screaming

[red violence.threat]
burn/blow_up/torch/set_fire ..8 this/the/down/up ..8 camp/ship/place/rig/office/building/cabin/accommodation/plant/everyone
pushed/threw/shoved/kicked ..6 me/her/him ..6 down_the_stairs/overboard/against_the_wall/off_the/into_the_wall/through
next_time ..10 kill/finish/dead/wont_miss/worse
following/followed/stalking/follows ..4 me ..20 cabin/room/door/home/handle/camp/every/shower/dark
trying_the_handle/trying_my_door/trying_to_get_in/trying_to_break_in/at_my_door_and/wont_leave_my_door/outside_my_cabin_and
going_to/will/gonna/threatened_to/threatening_to/threatens_to/wants_to/says_he_ll/said_he_ll/swears_he/said_he_would/said_they_would/says_they/want_to/i_will/said_they_will/says_he_will/trying_to/tried_to/said_he_will/promised_to/would ..10 kill/shoot/stab/burn/hurt/murder/beat/break/rape/cut/slit/throw/behead/strangle/bury/drown/smash ..4 me/him/her/us/them/my/you/his/their/the_foreman/the_boss/the_captain/everyone/somebody/someone/that/the_supervisor/overboard/every
death_threat*/threatened_my_life/threatened_with_a/threatening_me_with/threatening_us_with/threatened_me_with/threatened_to_kill/kill_me/kill_us/kill_him/kill_her/kill_them_all/murder_me/shoot_us/shoot_me/stab_me/stabbed_me/take_them_with_me/take_everyone_with_me/take_him_with_me/make_them_all_pay/kill_everyone/shoot_up/hurt_someone/hurt_somebody
knife/gun/machete/pistol/rifle/axe/crowbar/spanner/bottle/pipe/weapon ..20 at_me/to_my/at_my/on_me/at_us/pointed/threat*/chasing/pulled/swinging/waving/outside/at_him/throat/his_hand/coming/door/for_him/wait/find_him/under_my/at_her/on_him/in_my_hand/in_my_bag
pulled/has/holding/waving/brought/grabbed/took/got/with ..8 knife/gun/machete/pistol/rifle/axe/crowbar/weapon ..50 me/us/him/room/door/cabin/out/wont/looking/threat*/boss/foreman/fight/her/drunk/he/someone/everyone/tonight/mess
i ..24 kill/stab/shoot/strangle/murder/burn/smash ..3 him/her/them/the_foreman/my_boss/the_boss/that_bastard/that_man/my_husband/this_man/the_captain/the_supervisor/somebody/someone/everyone/that_guy

[red violence.attack]
shot_at/shooting_at_us/shots_at/opened_fire/open_fire/taking_fire/under_fire
riot/rioting/mob/crowd/protesters/villagers/looters/locals ..40 gate/throwing/petrol/fire/stones/machete*/attack*/surround*/burning/broke/weapons/armed/fence
petrol_bomb*/molotov*/tear_gas/stoning_us/throwing_stones/throwing_rocks
holding/held/keeping/keep/kept ..4 me/us ..6 in ..4 a_room/room/the_room/office/container/house/basement/cell/warehouse
gunmen/gunman/gunshots/gunfire/shots_fired/shooting_at/shooting_outside/being_shot_at/armed_men/armed_group/armed_robbers/militia/insurgent*/pirates/bandits/robbers/terrorist*/kidnapp*/hostage*/abducted/abduction/ransom/mortar*/shelling/shelled/missile*/drone_strike/rocket*/bomb/bombing/grenade*/hijack*/rioters/mob_outside/ambush* ..60 us/we/board*/hiding/outside/road/gate/camp/ship/coming/stopped/took/our/now/me/him/inside/deck/help/convoy/truck/near/are/closing/citadel/compound/driver/hit/incoming/engine/still/at
being_attacked/under_attack/attacking_us/attacking_me/attacked_us/broke_into/breaking_in/broken_in/storming/stormed/boarded_us/boarding_us/have_boarded/surrounded/someone_is_in_my
beating/hitting/hits/punching/kicking/attacking/choking/strangling/choked/strangled/dragging/dragged/stabbed/shot/slapping/beat/punched/hit/kicked/attacked/throttling ..4 me/her/him/my/us/the_kids/his_wife/our/them ..50 now/locked/hiding/hide/help/bathroom/again/stop/scared/bleeding/blood/door/kids/cant/drunk/outside/please/right_now/tonight/screaming/unconscious/neck/phone/throat/wall/head/pipe/until/ran
hes/he_is/shes/they_are/husband/boyfriend/dad/father/is/foreman/someone ..8 beating/hitting/punching/kicking/choking/strangling/attacking/stabbing/shooting/raping ..3 me/her/him/mum/mom/us/my/the/them/a/people
locked/barricaded/hiding/hid/hide ..10 in/myself/ourselves/under/behind ..14 bathroom/cabin/room/toilet/closet/truck/citadel/store/car/wardrobe/bed/container/office/kitchen/engine_room ..60 he/they/outside/door/men/bang*/knife/gun/hit*/drunk/scared/shout*/kick*/break*/looking/armed
outside_my/at_my/through_the/trying_to_break/banging_on/kicking/kicking_in/breaking_down/smashing/pounding_on ..14 door/window/cabin ..50 knife/gun/drunk/kill/he/men/they/scared/help/threat*/shout*/let_him/let_them
hear ..16 screaming/shouting/her_scream/gunshots/shots/explosions & help/my/she/husband/neighbour/next/kids/him/outside
texted/wrote/messaged/sent/said ..12 only/just/me/us ..4 help
stabbed/shot/beaten_up/beaten_badly/beaten_unconscious/beaten/jumped_by ..40 bleeding/blood/hospital/me/him/now/help/back/stomach/leg/chest/men/guys/badly/unconscious/ground/head

they/men/he/hes/theyve/have/has/got/with ..10 guns/rifles/machetes/ak47/weapons/knives/a_gun/a_machete ..20 taking/people/us/me/everyone/gate/door/inside/camp/ship/outside/looking/want

[red violence.confinement]
locked/closed/shut/blocked ..8 gate/gates/doors/camp/exit/compound & guard*/gun*/passport*/food/let_us/leave/armed
locked/lock/locking/shut/trapped/chained/tied/held/kept/keeping/holding/imprisoned/detained/confined/tie ..6 me/us/him/her/up/them ..6 in/inside/here/up/down/to/captive/prisoner/hostage/against/the_room/for
am/are/been/being/im/we/girls/workers/were ..6 locked/chained/tied/held/imprisoned/kept/trapped/detained/confined ..8 in/inside/up/against/here/captive/prisoner/hostage/by ..60 cant/wont/guard*/door/food/water/phone/passport*/days/let/out/container/room/cabin/basement/compound/leave/will/armed/beat*
wont/not/dont/refuse*/never/cant/arent ..8 let/allow*/letting/allowed/leave/get_out/letting/release ..12 me/us/leave/out/go/to_leave/her/him/leave/of_here ..60 locked/guard*/gun*/knife/beat*/lock/door/compound/phone*/armed/threat*/key/cage/fence/hit/scam
human_traffick*/trafficked/sold_us/sold_me/scam_compound/forced_labour/forced_labor/slave*/sold_to/being_held/held_captive/held_against/held_prisoner/locked_us/locked_me
no/without/run_out_of/out_of ..4 food/water ..40 days/locked/stranded/trapped/stuck/adrift/desert/us/abandoned

[red violence.sexual]
rape/raped/raping/rapist/sexually_assaulted/sexual_assault/sexually_assault/molested/forced_himself/forced_me_to_have/forcing_himself/forced_himself_on/assaulted_me/drugged_me/drugged_my/spiked_my/spiked_drink/tore_my_clothes/ripped_my_clothes/pinned_me_down/held_me_down/pinned_me/got_on_top_of_me/climbed_on_top/tried_to_undress/forced_me_onto/wouldnt_get_off_me

[red safety.missing]
my/our/a/the/his/her/he/she/cabinmate/husband/son ..50 phone_is_off/phone_s_off/phone_off/not_answering/missing/disappeared/cant_find_him/cant_find_her/vanished/not_in_his_bunk/gone_from & sorry/goodbye/last_one/forgive/note/letter/kids/suicid*/kill/die/love_you/rail/overboard/shoes/deck/look_after/pills/crying/sent/wrote
note/letter/goodbye & not_in_his/not_in_her/missing/gone/cant_find/searched/searching/disappeared/nowhere & he/she/his/her/mate/bunkmate/we
left/leaving/found ..8 his/her/a ..3 note/letter/shoes/phone/jacket/boots/wallet/ring ..30 deck/rail/gone/missing/cant/bridge/sorry/goodbye/by_the/edge/roof/and_left/wont
says/said/saying/texted/wrote/told/messaged/told_me/keeps_saying ..16 he/she/they/wants/him/his ..16 die/kill_himself/kill_herself/end_it/dead/jump/goodbye/not_be_here/end_his_life/ready_to_go/no_point/hurt_himself/not_live/cant_go_on/hang_himself/better_off
kill/hang/hurt/harm/shoot/cut/cutting/end/drown ..4 himself/herself/themselves/themself
he/she/someone/guy/mate/man/roommate ..24 climbed/standing/sitting/is_on/up_on/hanging/out_on ..10 rail*/roof/ledge/crane/edge/bridge/railing/tower/mast/derrick/outside/handrail/flare ..40 not/wont/refus*/jump*/cry*/down/says/talk*/shout*/move
"""
