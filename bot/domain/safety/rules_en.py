"""Red and amber, English. Gaps are in characters; words are written without apostrophes."""

from __future__ import annotations

RED_EN = """
[red suicide.intent]
! kill/killing/hang/hanging/shoot/shooting/drown/drowning/poison/end/off/offing/unalive/top/burn/starve/stab ..6 myself
suicidal/suicide/suicidally
! want/wanting/wanna/going/ready/rather/planning/need/trying/wish/decided/about/deserve/wants/prefer/hoping ..8 to_die/to_be_dead/die/be_dead/to_kill/dead/to_end_it/end_it/end_my_life/to_disappear_forever
end/ending/take/taking/finish/ended ..4 my_own_life/my_life/it_all/his_life/her_life/his_own_life/her_own_life/their_life/my_suffering/everything_tonight/my_misery/my_pain
i ..30 end_it/ending_it/end_things/finish_it ..8 tonight/now/soon/all/here/today/tomorrow/for_good/once/myself/.../。
dont/do_not/cant/not/no_longer/never/couldnt/cannot ..10 want_to_live/want_to_be_alive/want_to_be_here/want_to_exist/wish_to_live/want_to_wake_up/want_to_go_on_living/go_on_living/keep_living/live_like_this/want_to_live_anymore/be_here_anymore/be_alive/do_this_life/live_anymore/live_any_more/stay_alive/want_to_keep_living/carry_on_living
better_off_dead/better_off_without_me/be_better_if_i_was_dead/should_be_dead/ought_to_be_dead/rather_be_dead/wish_i_was_dead/wish_i_were_dead/no_reason_to_live/nothing_to_live_for/nothing_left_to_live/done_living/done_with_life/done_with_living/tired_of_living/sick_of_living/tired_of_being_alive/sick_of_being_alive/over_living/no_will_to_live/lost_the_will_to_live/dont_deserve_to_live/over_being_alive/life_is_over/hate_being_alive
! i ..20 jump/jumping ..20 overboard/off/bridge/roof/rail/railing/sea/water/window/crane/derrick/helideck/side/train/ship/deck/building/over
throw/throwing/chuck ..4 myself ..12 off/over/overboard/under/into/in
slit/slitting/cut/cutting/slash ..4 my_wrist*/my_throat/wrist*/my_veins
step/walk/go/drive/roll/slip/jump/climb ..8 in_front_of/off_the_edge/off_the_side/over_the_side/into_the_sea/into_the_water/overboard/over_the_rail/off_the_rail/off_the_deck/off_a_bridge/off_the_bridge/into_the_river/into_the_ocean ..20 tonight/now/and/train/truck/traffic/it/be_done/end/。/，/quiet/peace/never
! i ..8 will/am_going_to/am_gonna/going_to/plan_to/intend_to ..8 die/be_dead/kill_myself/end_it/do_it_tonight/be_gone
take_my_own_life/taking_my_life/took_his_own_life
overdose/overdosed/overdosing/od ..1 on/tonight/，/。/now/myself/d
kill_yourself & he/she/they/said/i
i_am/im ..10 done_with_everything/finished_with_life/done_with_this_world/checking_out/checking_out_for_good/ready_to_go_for_good/leaving_this_world/not_going_to_be_here/not_going_to_make_it_through/going_to_do_it/ending_things
dont_want_to ..6 be_here/exist/wake_up/live/be_alive
say/saying ..4 goodbye_to_the_world/goodbye_world/goodbye_forever/my_goodbye*/goodbye_for_good/final_goodbye
goodbye_cruel_world/goodbye_world/goodbye_forever

going_to_jump/about_to_jump/ready_to_jump/want_to_jump/i_will_jump/i_might_jump/gonna_jump/thinking_of_jumping/thinking_about_jumping/feel_like_jumping
not_that_i_dont_want_to_die/not_like_i_dont_want_to_die/of_course_i_want_to_die
end/ending ..2 my/this/it ..1 life/misery/all/forever/for_good/suffering
cant_stop ..10 suicid*/killing_myself/hurting_myself/dying
going_to_sleep/go_to_sleep/sleep ..10 never_wake/not_wake/never_waking ..12 tonight/forever/pills
life ..4 is_over/ends/will_be_over/is_ending ..8 tonight/today/now/soon/here
i_am ..6 dead_by/as_good_as_dead/already_dead/going_to_be_dead/ready_to_die/about_to_die/planning_to_die/going_to_die_tonight/prepared_to_die

going_over_the_side/go_over_the_side/going_over_the_rail/go_over_the_rail/going_over_the_edge_tonight/going_in_the_water_tonight/going_off_the_deck
today/tonight/this ..6 is ..4 the_day/the_night/my_last/when_i_finally/it_for_me ..10 i/on/here/alive/ever/，/。
cant_see/no/dont_see/cant_find/not_have/dont_have ..4 reason/a_reason ..4 to_go_home/to_live/to_stay/to_go_on/to_be_here/to_wake/to_keep/to_carry

staying_alive/being_alive/stay_alive/living/going_on ..30 done_waiting/i_am_done/tonight/had_enough/finished/no_more
point ..6 staying_alive/being_alive/living/going_on/being_here ..30 done/tonight/goodbye/enough/finished/over
going_to_do_it/gonna_do_it/doing_it/do_it ..12 tonight/now/today/this_time/for_real/before
i_am。tonight/i_am，tonight/i_will。tonight/never_said_i_wouldnt/never_said_i_wasnt
this_time_i ..8 wont/will/am_not ..6 fail/miss/mess/be_stopped/get_it_right/finish/survive
didnt_work_last_time/last_time_didnt_work/failed_last_time/last_time_i_failed/wont_fail_this_time

[red suicide.plan]
got/have/bought/brought/found/holding ..4 rope/noose/razor/blade/blades/pills/gun/charcoal ..20 alone/tonight/ready/myself/nobody/workshop/goodbye/cant/waiting
took/taken/swallowed/swallow/taking/had/downed ..10 10/12/14/15/16/18/20/24/25/28/30/32/35/40/50/60/70/80/90/100/twenty/thirty/forty/fifty/hundred/dozens/loads/lots/so_many/too_many/bunch/every/whole/all ..14 tablets/pills/paracetamol/sleeping/painkillers/capsules/ibuprofen/tramadol/meds
keep/kept/cant_stop/started/been ..4 cutting/burning/hurting ..2 。/，/and/myself/my/again
left/leaving/put ..4 my ..2 wedding_ring/ring/phone/wallet/shoes/watch ..12 bunk/deck/rail/pillow/table/desk/bed/bridge
cant/dont_want_to/no_longer ..4 stay/be/remain/live ..2 in_this_world/in_this_life/on_this_earth/on_earth/here_any
gun/rifle/pistol ..6 loaded/ready/in_my/cocked
bridge/platform/tracks/edge/cliff/roof/railing/overpass ..40 no_reason/cant_see_a_reason/nobody_would/reason_to/go_home/not_scared/end/jump/goodbye
belt/rope/cable/cord/bedsheet/wire/strap ..8 round/around/over/tied/on ..6 pipe/beam/neck/hook/rail/rafter/door/bar/ceiling
mixed/mixing ..20 drank/pills/medicine/swallow*/bleach/cabinet
everything/it/all ..4 ready/prepared/set_up/in_place/lined_up ..8 for_tonight/tonight/，/。 & not_ok/not_okay/not_fine/lied/i_am_not/not_going_to_be/goodbye/done/pills/rope
not ..2 scared/afraid ..2 anymore/any_more ..20 time/ready/know/now/peace/calm
set/scheduled ..6 emails/email/messages/message/post ..10 to_send/for_tomorrow/to_go_out/at_6/for_after

have/got/holding/here/with ..6 the_pills/enough_pills/enough_tablets/the_tablets/the_rope/a_rope/a_noose/the_blade/a_blade/all_the_pills
count* ..8 pills/tablets/them/painkillers ..12 twice/enough/again/all/out/tonight
painkillers/sleeping_pills/sleeping_tablets/tablets/pills/meds/paracetamol ..10 saved/stash*/hoard*/stored/counted/lined/collected/piled/ready/enough
rope/belt/cord/wire/sheet ..8 tied/looped/over/round/around/hung ..12 beam/ceiling/rafter/neck/door/hook/pipe/rail/bunk/bar
knife/blade/razor/pills/rope/noose/gun & door ..6 locked/shut/closed & i/me/my/s
not_coming_down/not_coming_back_down/never_coming_down/not_going_back_down/wont_be_coming_down/will_not_come_down ..2 。/，/alive/this_time/again/from
i ..8 lied/lie/lying/not_fine/not_okay/not_ok/pretending ..30 plan/pills/rope/end/die/kill/jump/goodbye/note/date
have_a_plan/got_a_plan/a_plan_and & lied/die/not_fine/end/tonight/not_ok/pills/alone/life/serious
swim/swimming/walk/walking/drive/dive ..20 not_coming_back/not_come_back/wont_be_back/wont_come_back/never_coming_back/will_not_be_back/and_not_return/no_coming_back
long/last/final ..1 swim/dive/walk/drive/jump & not/back/never/goodbye/tonight/sea
sea/water/drop/edge/rail/fall & no_one_will/nobody_will/no_one_would/nobody_would/so_dark/cold_and_dark/would_be_quick/over_quickly/one_step/let_go/so_easy/wont_hurt & i/my/me/standing/sitting/alone/tonight
easy/easier ..8 step_off/let_go/slip_over/fall_in/go_over/roll_off/just_let
waiting ..12 everyone/roommate/him/them/cabinmate/they ..12 asleep/sleep/leave/nights/gone/out ..30 pills/rope/do_it/end/then/jump

took/taken/take/taking/swallowed/swallow/swallowing/downed/drank/had/overdosed_on ..12 load_of/loads_of/too_many/tons_of/heap_of/fistful/entire_pack/box_of/packet_of/packets_of/double_dose/whole_bottle/entire_bottle/all_the_pills/all_my_pills/bottle_of_pills/whole_pack/all_of_them/all_my_meds/handful_of/all_the_tablets/too_many_pills/too_many_tablets/whole_box/whole_strip/lot_of_pills/bunch_of_pills/bottle_of/every_pill/all_my_tablets/all_the_medication/so_many_pills/pills_at_once/sleeping_pills/20_pills/30_pills/50_pills/bleach
saved/saving/stashed/stash/hoarding/hoarded/collected/collecting/stockpile*/counted/counting/hid/kept/keeping/enough/have/got/bought/lined_up ..12 up_pills/pills/tablets/meds/sleeping_tablets/rope/medication/a_rope/the_rope/blades/razor*/noose/belt ..24 enough/ready/tonight/for/waiting/till/until/now/in_my/by_the/lined/when/and_a/alone/sleep/locker/drawer/under/it_all/do_it/to_do
pills/tablets/meds/rope/noose/blade/razor/knife/gun/charcoal ..14 ready/enough/lined_up/saved/in_my_hand/in_hand/next_to_me/beside_me/in_front_of_me/tied/waiting/in_my_locker/under_my_pillow/on_my_lap/to_my/at_my/right_here/hidden/loaded/set/done & i/my/me/tonight/waiting/goodbye
noose/rope_round_my_neck/rope_around_my_neck/around_my_neck/gun_to_my_head/gun_in_my_mouth/knife_to_my/blade_to_my/knife_on_my_wrist/hanging_myself
note/letter/letters/notes/will/goodbyes ..10 written/wrote/done/finished/ready/signed/sealed/left/in_my ..30 my/they/them/find/tonight/desk/hat/locker/pillow/bunk/drawer/wife/mum/kids/under/on_the/for
suicide_note/goodbye_letter*/goodbye_note*/farewell_letter/farewell_note/last_letter*/final_letter/last_note/goodbye_video/goodbye_message/final_note
wrote/written/writing/left/leaving ..10 notes/letters/a_note/my_note/a_letter/letter ..16 wife/kids/mum/mom/family/parents/everyone/them/find/tonight/goodbye/under/pillow/you_all/daughter/son/son_and/on_my_bunk/case_i
standing/sitting/stood/sat/leaning/climbed/climbing/stand/hanging/up/out/on/over/perched ..10 wrong_side/edge/ledge/outside_the_rail/over_the_rail/other_side_of_the_rail*/far_side/railing/rail/handrail/parapet/bridge/roof/rooftop/crane_boom/top_of_the/boom/monkey_board/muster_rail/windowsill/window_ledge & down/jump/alone/step/let_go/letting_go/over/tonight/nobody/no_one/water/long_way/fall/cold/drop/done/goodbye/calm/dark/not_coming/come_down/finish/quiet/peace/end/wrong/scared/cant/dont
wrong_side_of ..12 rail*/railing*/netting/fence/barrier/helideck/bridge/handrail/guardrail
one_step/one_more_step/just_let_go/let_go_of_the/let_go_now/letting_go_of_the & water/rail/over/and/drop/end/it/down/done/edge/i
not/wont/never/aint ..6 coming_down/climbing_down/coming_back_down/going_back_inside/coming_back_in ..2 ，/。/this/again/alive/from
water/sea/ocean ..12 calling/looks_calm/peaceful/inviting/looks_so/so_quiet/looks_nice/take_me ..30 tonight/nobody/no_one/jump/hear/over/end/rail/i
nobody/no_one ..6 would_hear/will_hear/would_see/will_see/will_stop/would_find/will_find/would_notice ..14 splash/thing/me/jump/until/till/fall/tonight/it
picked/chosen/set/decided ..8 the_day/a_date/the_date/my_day/the_place/the_spot/a_time/the_time & i/end/die/do/end_it/goodbye/leave/go
how_many ..12 pills/tablets/paracetamol/sleeping ..20 die/kill/fatal/lethal/enough/dead/never_wake/to_not_wake/take_to
painless/least_painful/quickest/fastest/easiest/best ..6 way ..6 to_die/to_go/to_end_it/to_kill/out_of_life/to_do_it
have/got/made ..4 a_plan ..20 die/tonight/end/kill/myself/it/method/pills/rope/，
door_locked/locked_the_door/locked_myself ..40 pills/rope/blade/goodbye/dont_come/knife/razor/end

[red suicide.farewell]
by_the_time_you ..6 read/see/get/find ..30 gone/dead/be/too_late/left/this
when_you ..4 read/get/find/see ..20 gone/dead/i_will_be/it_will_be
if_you_are_reading_this
wont_be/will_not_be/not_going_to_be/wont_be_here/will_not_see/not_be ..4 here/around/alive/there/needing/seeing/back ..24 tomorrow/anymore/any_more/to_see/next/morning/after/much_longer/longer/for_it/when/to_chase/it/for_christmas/for_the/by_then/soon/chase/。
wont/will_not/never/no/dont/not/cancel*/scrap/wont_be/no_need/dont_bother ..8 need/needing/worry/need_to_worry/have_to_worry/book/bother/save/count/put ..24 anymore/any_more/ever_again/again/flight/where_i_am_going/roster/hitch/shift/seat/bunk/ticket/for_me/after_tonight/after_today/any_hitch/next ..40 bye/goodbye/thanks/thank/take_care/lol/ever/love/kind/it_s_fine/tonight/where/peace/gone/done/after/again/anymore/at_last
tell/let ..6 my/them/her/him/the ..2 kids/wife/mum/mom/family/daughter/son/parents/children/boys/girls/dad/husband/girlfriend/dad ..6 i/that_i ..2 love/loved/am_sorry/tried/was/said_goodbye/always
tell/let ..4 them/her/him/everyone/you ..6 i ..2 am_sorry/loved/tried/love ..20 goodbye/not/couldnt/no/it/end/gone/over/peace/enough/forgive
look_after/take_care_of/watch_over/be_there_for/raise/take_in/feed ..6 my/the/her/him/them/our ..10 kids/wife/mum/mom/family/daughter/son/parents/children/dog/cat/boys/girls/dad/girl/boy/little/for_me & gone/goodbye/when_i/after/sorry/please/cant/wont/i_am_not/not_coming/for_me/tonight/never/i_was/last/promise
gave/giving/given/give/left/leaving/handed/sharing/shared ..16 away/my_stuff/my_things/my_guitar/my_watch/everything/my_tools/my_bike/my_dog/my_phone/my_laptop/my_gear/my_savings/my_kit/my_boots/my_books/my_car & wont_need/dont_need/no_use/wont_be_needing/peace/peaceful/goodbye/not_coming/lighter/tonight/calm/ready/last/tomorrow/free/nothing_left/better/where_i_am_going/anymore/will_not_need/not_need/everyone/no_more/relief
signed_over/transferred/put_everything/made_my_will/sorted_my_affairs/affairs_in_order/everything_s_in_order/bank_details/passwords_are/pin_is/password_is/all_my_accounts/insurance_papers/the_insurance ..50 wife/last/letter/goodbye/gone/look_after/kids/mum/when_i/after/tonight/no_more/take_care/sorry/please/mom/envelope/drawer/peace/ready
passwords/pin/will/insurance/bank & goodbye/look_after_my/when_i_am_gone/after_i_am_gone/find_me/not_be_here/last_letter/wont_be_around/forgive_me/im_gone
i_am_gone/i_die/i_am_dead/i_do_it ..20 look/tell/give/take/please/make/dont/will/she/he/they/，
dont/do_not/please_dont/no_need_to/dont_bother ..4 look_for_me/looking_for_me/come_looking/search_for_me/try_to_find_me/come_find_me/come_after_me/wait_up_for_me/wait_for_me/cry_for_me/mourn/try_to_stop_me/call_anyone/stop_me/save_me/blame_yourself/be_sad/come_for_me
last/final ..2 time/message/call/text/night/shift/words/goodbye/one/day/sunset/sunrise/meal/voice_note ..30 ever/sorry/hear_from_me/goodbye/love/you_will/mum/mom/bye/see/on_earth/alive/from_me/phone_is_off/talk/thank/forgive/i_will_not
this_is ..4 goodbye/the_last/it_for_me/my_last/where_i_leave/the_end/my_goodbye/the_end_for_me/my_final/how_it_ends
goodbye/bye/farewell/so_long ..4 everyone/all/forever/everybody/mum/mom/my_love/world/guys/friends/for_good/for_ever/brothers/lads ..60 sorry/love/last/never/peace/forgive/tonight/ever_again/forever/take_care_of/tired/end/done/thank_you_for/remember_me/cant
forgive_me & cant/done/goodbye/tonight/love/kids/mum/mom/gone/strong/god/over/end/family/anymore/please/what_i
sorry ..30 cant_do_this/couldnt_do/couldnt_be/not_strong/let_you_down/have_to_go/leaving_you/goodbye/give_up/giving_up/what_i_am_about/what_im_about/this_is/last_one/no_other_way/end_this/cant_go_on
thank/thanks ..4 you/for/everyone ..24 kind/everything/all_you/being/trying/patience/putting_up & wont_be/goodbye/last/gone/wont_need/cancel*/not_need/never/forever/tonight/end/peace/over/sorry/forgive/it_doesnt_matter_now
see_you ..6 on_the_other_side/in_heaven/in_another_life/in_the_next_life/in_the_next_one/up_there/never/in_the_next_world
in_the_next_life/in_another_life/next_lifetime & sorry/goodbye/see/love/maybe/better/meet/tonight
remember_me/forget_me/forget_about_me/think_of_me & goodbye/gone/sorry/when/please/love/smil*/kindly/bye
they/you/someone/somebody/cleaner/steward ..8 will/can ..6 find ..4 me/my_body/them/it/my_note ..20 morning/tomorrow/sunrise/later/there/in_the/hanging/soon/below
wont/will_not/never ..8 see_me ..6 again/anymore/tomorrow/after/alive/ever
nobody/no_one/you/they/you_all ..20 wont/will_not/never_have_to/will_never/dont_have_to ..10 worry_about_me/deal_with_me/put_up_with_me/see_me/hear_from_me/be_bothered_by_me/carry_me
my/the ..2 funeral/grave/ashes/coffin/tombstone/headstone/eulogy & i/my/me/want/scatter/sea/please/song/dont/come
any_hitch_ever/ever_again ..12 bye/goodbye/lol/peace/haha/thanks
all/everything ..4 is_settled/settled/sorted/arranged/taken_care_of/in_order/paid_off/packed ..20 nothing_left/can_go/goodbye/free_to_go/time_to_go/ready_to_go/at_peace/no_loose_ends
no_loose_ends/nothing_holding_me/nothing_keeping_me_here/nothing_left_for_me/nothing_left_to_stay/time_for_me_to_go_for_good/nothing_left_to_lose
bye/goodbye/tonight & 🌊/🌉/💊/🔪/🪦/⚰/🩸/🔫/🪢
dont_look_for/dont_wait_up/forever/not_coming_back/the_end & 👋/🌊/🌉/💊/🔪/🪦

tell/let ..4 my ..1 kids/girls/boys/wife/mum/mom/daughter/son/family/husband/parents/brother/sister ..16 love*/sorry/proud/tried/goodbye/forgive
tell ..4 them/her/him ..8 dad/daddy/mum/mommy/i ..6 loved/love/sorry
love ..2 you_all/you_both/my_kids/you_guys/them ..20 goodbye/sorry/always_remember/forgive/over/last/forever_now
you_dont_need_to_answer/no_need_to_reply/dont_reply/no_need_to_answer/dont_write_back/dont_call_back ..20 goodbye/love*/sorry/last/end/wanted
goodbye/sorry/love_you ..40 left ..8 phone/wallet/ring/keys
take_care_of_each_other/look_after_each_other/be_good_to_each_other/be_kind_to_each_other & last/goodbye/gone/love/message/not_be/sorry/wont
it_will_be_over/itll_be_over/will_all_be_over/all_over_soon/over_by_morning/over_tonight/be_gone_by & i/me/read/time/pain/morning/soon
my_time ..4 is_up/has_come/is_over/to_go
dont_save ..4 me ..4 a_seat/dinner/a_place/breakfast/any & wont_be/not_be/lol/haha/anywhere/bye/gone/ever
wont_be/will_not_be/not_be ..2 here/around/anywhere/anyone_s_problem/a_problem/a_burden/bothering/in_your_way ..1 ，/。/tomorrow/anymore/or/long/again/much/to/when/by/after/for/next
i_was/was ..6 happy/glad/lucky/honoured/good ..10 to_know_you/knowing_you/to_have_met & goodbye/end/last/bye
you_were ..8 best/good/kind ..20 goodbye/last/remember/sorry/not_your_fault/dont_blame
not/never/isnt ..4 your_fault/anyone_s_fault/anybodys_fault ..20 i/goodbye/sorry/please/dont/this_is
case ..10 dont/do_not/not ..6 make_it/wake/come_back/see_you & tell/love/password/look_after/goodbye

so_long/farewell ..4 。/，/everyone/mate/friend/world/all & thanks/thank/kind/nice/only_one/love/everything
thanks/thank ..6 everything/all ..40 only_one/so_long/goodbye/nice_to_me/kind_to_me/farewell
let ..4 my ..3 kids/wife/mum/mom/family/son/daughter/children ..6 see_me_like/find_me/see_my/know_it_was/see_it
dog/cat/kids ..12 neighbour/neighbor/sister/shelter/new_home/brother/friend & for_good/calm/clean/peace/forever/goodbye/sorted/ready
i_am_done/im_done/all_done ..10 all_of_it/with_it_all/for_good/with_everything/forever/with_life/with_this_world/mean_it/tonight
approve/pay/give/let/sign/send ..30 or ..4 you_will/you ..6 find_me/find_my/be_sorry/regret/cut_me_down

[red suicide.euphemism]
soon/finally/tonight ..4 i_will_be/i_am_going_to_be/ill_be/be/going_to_be ..4 with ..2 mum/mom/dad/my/her/him/god/them/grandma/nan ..8 again/，/。/forever/now
going_home ..4 the_permanent/for_good_this/permanent*/forever/to_god/to_jesus
permanent ..2 kind/way/leave/exit/rest/solution/sleep/one
six_feet_under/pushing_up_daisies/push_up_daisies/in_a_box/in_a_body_bag/pine_box/bucket_kicked/kick_the_bucket/early_retirement_plan/worm_food/toes_up ..20 i/me/lol/soon/tonight/，/。/haha/for
sleep/sleeping/rest ..3 forever/for_good/for_ever/eternally

time_to_go ..4 be_with/to_be_with/meet/home_to_god/join/see_my
be_with/join/joining/reunited_with/see ..2 my ..4 brother/dad/mum/mom/wife/son/daughter/late/father/mother/husband & time_to_go/tonight/ready/heaven/waiting_for_me/other_side/finally/passed/died
fish/sharks ..8 eat/feed/fed/have_me/dinner & tonight/me/well/guess/lol
feed_the ..2 fish/sharks
step*/stepping/bow/bowing/check*/clock*/sign*/log*/tap* ..4 out/off ..6 of_life/of_this_life/for_good/forever/permanently/for_the_last_time/of_this_world/of_everything
curtain ..6 fall*/down/call/drop* & i/my/tonight/life
lights_out ..6 for_me/forever/for_good/tonight
end_of ..4 road/line/the_road/the_line/my_road/my_story/my_journey ..4 for_me/tonight/，/。/here
my_last ..6 chapter/day_on_earth/night_on_earth/sunrise/sunset/breath/stop

catch/take/board/ride/catching/taking/on ..4 the_last_bus/the_bus_home_for_good/the_bus/last_train/the_midnight_train/final_flight/last_bus ..40 mean/know/out/tonight/forever/for_good/end
last_bus/final_exit/permanent_solution/eternal_rest/eternal_sleep/permanent_sleep/long_sleep/big_sleep/forever_sleep/forever_box/sleep_forever/sleep_and_never_wake/never_wake_up/never_waking_up/not_wake_up_again/go_to_sleep_and_not_wake/meet_my_maker/cross_over_tonight/cross_the_river/final_curtain/permanently_offline/clock_out_for_good/clock_out_permanently/clocking_out_for_good/clocking_out_permanently/log_out_of_life/log_off_for_good/logging_off_for_good/logging_off_forever/log_out_for_good/game_over_for_me/respawn/delete_myself/self_delete/self_deleting/uninstall_life/uninstall_myself/exit_this_life/leave_this_world/leave_this_earth/leave_this_life/leaving_this_world/depart_this_world/off_this_planet/exit_stage_left/permanent_leave/permanent_holiday/permanent_vacation/way_out_of_this_life/check_out_for_good/checking_out_early/check_out_early/checking_out_for_good/swim_with_the_fishes/feed_the_fish/sleep_with_the_fishes/food_for_the_fish/become_a_star/be_with_god/be_with_jesus/meet_jesus/go_to_heaven/going_to_heaven ..16 tonight/soon/i/now/me/today/tomorrow/myself/。/，/early/for/at/and/forever/anyway/is/now/finally/please/instead
join/joining/be_with/see/meet/follow/seeing ..4 my/him/her/them ..3 dad/mum/mom/wife/son/daughter/late/brother/mother/father/grandma/there/grandad/soon/up ..10 tonight/soon/on_the_other_side/in_heaven/up_there/now/again_tonight/other_side
swim/swimming/walk/walking/wade ..10 out/into ..12 sea/ocean/dark/water/never/not_come_back/not_coming_back/far ..30 back/never/tonight/not/forever/end/stop
one_way ..4 ticket/trip/swim/walk & out/tonight/end/sea/forever/no_return/heaven
no_more ..12 pain/shifts/nights/tomorrow*/hurting/alarms/mornings/waking/suffering/struggling & tonight/soon/finally/after/peace/goodbye/bye/done/end
pain/it/suffering/noise/everything ..6 will/is_going_to/gets_to ..8 stop/over/quiet/end/finished ..16 tonight/soon/tomorrow/for_good/forever/once_and_for_all
after_tonight/by_tomorrow/by_morning/this_time_tomorrow/come_morning/after_today/after_this_shift ..40 over/wont/gone/peace/free/no_one/dont_have_to/will_not/done/no_more/nothing/quiet/never/not_be
finally ..10 free/peace/rest/sleep/be_free/be_at_peace/at_peace/found_a_way_out ..20 tonight/forever/soon/goodbye/over/calm/decided/no_more/and
found/only/see/one/easy ..6 way_out ..40 me/end/left/it/tonight/death/rope/pills/kill/sea/see/this
there/i_see ..8 no/only_one/one ..4 other_way_out/way_out/other_way/exit ..2 left/for_me/but/of
ready_to ..4 die/go_home_to_god/give_up_for_good/let_go/leave_for_good/be_gone/end/check_out/meet

[red suicide.conditional]
if ..60 i_will/i_am_going_to/ill/i_swear_i/im_going_to/then_i ..16 jump/kill/burn/hang/die/end_it/shoot/stab/set_myself/go_over_the_side/go_over/throw_myself/end_my/not_be_here/make_them_pay/climb
or ..2 i_will/i/i_am_going_to ..10 jump/kill/end_it/burn/hang/die/go_over_the_side/throw_myself/set_myself
pay_me/pay_us/let_me ..30 or ..10 i/they ..20 body/dead/jump/kill/over_the_side/corpse/burn
you/they/company ..10 can/will ..4 collect/find/scrape/fish/pick_up ..6 my_body/my_corpse/me_off/me_out_of_the_water/a_body/me_up_off
not_joking/not_kidding/serious_this_time/i_mean_it/for_real_this_time/not_a_joke & kill/die/end/tonight/jump/done/over/pills/goodbye/gone/bye/sea
i ..6 not/aint/didnt ..8 dont_want_to_die/afraid_to_die/scared_to_die/scared_of_dying/afraid_of_dying/afraid_of_death/scared_of_death
no_longer ..4 afraid/scared ..4 to_die/of_dying/of_death/of_it

[red self_harm.now]
cutting/burning/hurting/harming/hitting/scratching/biting/punching/starving/choking ..4 myself/my_arm*/my_leg*/my_wrist*/my_thigh*/my_skin
cut/burn/burned/burnt/hurt/harmed/hit/harm/stab/stabbed/sliced ..6 myself/my_arm*/my_leg*/my_wrist*/my_thigh* ..30 again/tonight/stop/bleeding/deep/blood/today/now/wont_stop/just/feel/yesterday/with/want
want/going/need/urge/urges/about/trying/cant_stop ..4 to/from ..1 hurt/cut/harm/burn/cutting/hurting ..3 myself/my_arm*/again
slic*/slash*/scratch*/carv* ..6 my ..1 legs/leg/arms/arm/wrist*/skin/thigh*/stomach
self_harm/self_harming/selfharm
cut_too_deep/cuts_are_deep/started_cutting/been_cutting/cutting_again/back_to_cutting/burn_myself
banging_my_head/hitting_my_head/bashing_my_head ..30 wall/stop/door/blood

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

[red violence.confinement]
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

AMBER_EN = """
[amber suicide.passive]
wish/hope/want/wishing/hoping/pray/like/if/rather/better ..16 not_wake_up/never_wake_up/didnt_wake_up/not_waking_up/disappear/vanish/never_been_born/not_exist/wasnt_here/fall_asleep_and/was_never_born/were_never_born/cease_to_exist/didnt_exist/werent_here/not_be_here/dont_wake_up/wouldnt_wake_up/fade_away/sleep_forever/not_have_to_wake/wake_up_dead/stop_existing/never_existed/never_born/not_be_around/be_gone
would/will ..4 anyone/anybody/they/you/people/someone/somebody/no_one/nobody ..6 even/ever/actually ..1 notice/care/miss/cry/find_out/remember
would/will ..4 anyone/anybody/people/no_one/nobody ..2 notice/care/miss/come_to
anyone/anybody/nobody/no_one ..8 notice/care/miss/cry/remember/would_care/would_notice/find ..8 if ..4 i
nobody/no_one/noone ..10 would/will/even ..4 miss/notice/care/cry/mind/remember
everyone/they/family/people/world/you/kids/wife/team ..8 would_be/be/is/are/will_be ..6 better/easier/happier/fine ..8 without/if_i ..4 me/wasnt/was/were/died/left/didnt
point/use/purpose/sense/meaning ..14 alive/living/life/going_on/being_here/existing/carrying_on/waking_up/in_anything/anything/any_of_this/any_of_it/trying/getting_up/of_it_all/of_me/in_going
whats_the_point/what_s_the_point/what_is_the_point/no_point/dont_see_the_point/no_purpose/no_meaning & life/live/anymore/any/going/even/i/me/trying/everything/all
life ..12 not_worth/isnt_worth/meaningless/pointless/empty/has_no/unbearable/worthless/no_meaning/no_point/over/falling_apart/means_nothing/a_mess/too_hard/feels
not_worth ..6 living/it_anymore/being_alive/the_oxygen/anything/saving
think*/thought*/wonder*/imagin*/daydream*/picture* ..14 death/dying/being_dead/ending/jumping/suicide/killing/not_being_here/disappearing/dead/what_if_i/driving_off/crashing/falling_over_the/going_over_the/stepping_off/stepping_in_front/my_funeral/walking_off/not_be_here/steering
hoping/hope/wish/want/wouldnt_mind/would_not_mind/dont_care/if ..20 helicopter/plane/truck/ship/wave/bus/crane/boat/lightning/cancer/rig/car/chopper/storm/heart_attack/one_of_these ..20 crash*/hit*/sink*/take*/fall*/went_down/goes_down/get/swept/down/over
dont_care/not_care/stopped_caring/couldnt_care/past_caring ..10 if_i/whether_i/what_happens_to_me/about_living/about_anything/if_it_kills/live_or/i_live/anymore/any_more/about_my
if_i_died/if_i_was_gone/if_i_were_gone/if_i_disappeared/if_i_was_dead/when_i_was_gone/if_i_wasnt_here/if_i_didnt_come_back/if_i_fell/if_something_happened_to_me/if_i_went_over/if_i_never
burden ..20 everyone/family/on/to/them/wife/people/all/my
i_am/feel*/am/such/being ..8 a_burden/burden/dead_weight/a_waste/in_the_way
tired/sick/exhausted/done/had_enough ..4 of/with ..4 life/everything/existing/it_all/fighting/trying/this_life/being_me/all_of_it/breathing/pretending/being_strong
go_to_sleep/fall_asleep/sleep ..20 not_wake/never_wake/dont_wake/forever/never/not_have_to
dont/do_not/no ..10 reason_to_get_up/reason_to_go_on/reason_to_live/reason_to_carry_on/will_to/desire_to_live/reason_to_be
should_have_been_me/why_wasnt_it_me/why_am_i_alive/why_am_i_still_here/why_do_i_bother/why_bother/i_shouldnt_be_alive/shouldnt_be_here/why_did_i_survive/shouldve_been_me/wish_it_was_me/wish_it_had_been_me

dont/cant/do_not ..4 see/imagine/picture ..4 myself ..12 future/old/next_year/alive/here/anywhere/happy
darker/bleaker/harder/heavier/worse ..4 than_the_last/every_day/each_day/and_darker

[amber suicide.past]
used_to/years_ago/last_year/in_the_past/when_i_was/as_a_teen*/at_uni/at_school/back_then/back_in/months_ago/last_month/in_college/ten_years/last_winter ..50 cut_myself/self_harm*/overdose*/pills/suicid*/kill_myself/jump*/hang*/hurt_myself/end_it/end_my_life/attempt*/depress*/harm/die/cutting/burn/od
used_to ..2 cut
cut_myself/cutting/self_harm*/overdose*/pills/suicid*/tried_to_kill/tried_to_end/suicide_attempt/hurt_myself/tried_to_die/tried_to_jump ..60 used_to/years_ago/last_year/in_the_past/when_i_was/as_a_teen*/at_uni/at_school/once/back_then/ago/before/last_month/survived/havent_in/scars
tried ..6 once/to ..30 kill_myself/end/hang/overdose/die/it/jump/drown
scars ..30 arm*/wrist*/cut*/hide/sleeve*/leg*/seen/ask*
urge/urges/thoughts/ideas ..20 back/again/coming/returning/stronger/dark/scare*/hurt/cut/won/keep
dark/bad/scary/suicidal/intrusive/those ..2 thoughts/place
history_of ..12 depress*/suicid*/self/attempt*

[amber distress.hopeless]
hopeless/worthless/useless/helpless/pointless/despair/desperate/desperately/miserable/depressed/depressing/depression/broken/empty/numb/suffocating/unbearable/trapped/defeated/tormented/devastated/shattered/heartbroken/crushed/drowning ..1 ，/。/and/inside/every/all/i/me/here/for/about/anymore/since/right/now/most/but/in/man/again/today/lately/at/on/of/that/as/by/because/so/to/over/person/human/piece
cant/cannot/can_not/can_barely/barely/dont_know_how_to/not_sure_i_can/unable_to/couldnt/dont_think_i_can/struggling_to/hard_to ..8 cope/coping/go_on/keep_going/carry_on/take_it/take_this/take_any/do_this/handle/stand_it/bear/hold_on/hold_it_together/face/continue/function/get_out_of_bed/get_up/survive/live_with/stop_crying/sleep/eat/deal/breathe_anymore/feel_anything/stop_thinking/stop_the_thoughts/keep_doing/hang_on/manage_anymore/stay_here/keep_it_together/get_through/see_a_way/concentrate_or ..1 ，/。/anymore/any/much/like/with/this/it/another/my/for/properly/at/on/when/because/i/everyone/anyone/people/more/without/since/again/a/any_more/since/and/or/no/today/the/going/here/longer/them
losing/lost ..4 my_mind/hope/all_hope/the_will/control/it_completely/faith/my_sanity/interest/everything
breaking_point/at_breaking/breaking_down/broke_down/falling_apart/fell_apart/going_crazy/going_insane/going_mad/losing_it/end_of_my_rope/end_of_my_tether/rock_bottom/on_the_edge/at_my_limit/past_my_limit/cracking_up/snapped_inside/nervous_breakdown/breakdown/mental_breakdown/meltdown/spiralling/spiraling/burnt_out_completely/giving_up/given_up/gave_up/give_up/nothing_left ..40 i/me/my/on/anymore/life/everything/，/。/here/in_me/hope/cry/now/trying
cry/crying/cried/sobbing/weeping/tears/sob/in_tears ..30 every/all/sleep/stop/shower/bunk/night*/day/weeks/alone/toilet/myself/cabin/hours/daily/constantly/morning/shift/work/nobody/hide/pillow/reason/again/why/phone/since/no_reason/uncontroll*
every/all/constantly/keep/always/been/cant_stop/kept/end_up/started/find_myself ..10 crying/cry/sobbing/in_tears/weeping
hate ..2 myself/my_life/who_i_am/being_me/waking_up/my_existence/being_here/living
nothing/not ..6 matters/ever_going_to/going_to_get_better/gets_better/helps/left/will_ever/ever_gets/ever_changes/feels_real/feels/makes_sense/worth_it/to_look_forward ..1 anymore/better/any/to/，/。/me/get/in/any_more/for/now/good/at
never ..16 get_better/be_okay/be_happy/good_enough/change/be_the_same/going_to_end/recover
nobody/no_one/noone/not_one ..6 cares/care/loves/understands/listens/likes/wants/talks_to/would_help/to_talk_to/i_can_talk/to_turn/speaks_to/believes/sees/here_cares/gets_it/talk_to/needs
i_am/feel/feeling/felt/im/am/so ..12 alone/lonely/isolated/abandoned/hopeless/worthless/useless/invisible/unwanted/like_a_failure/a_failure/dead_inside/nothing/like_nothing/numb/empty/like_a_ghost/a_ghost/like_a_prisoner/trapped/unloved/so_low/very_low/ashamed/disgusting/pathetic/like_giving_up/like_crap/in_a_hole/darkness/like_dying/like_a_robot/overwhelmed/broken/like_shit/down/low/hollow/hated/unsafe/a_shell
havent/not/dont/cant/hardly/barely/havent_really/never ..6 felt_anything/feel_anything/slept/sleep/eaten/eat/smiled/left_my/felt_like/been_able_to_sleep/get_out/spoken_to/enjoy ..30 in/days/weeks/months/at_all/nights/anymore/properly/more/for/any_more/since/hours
dont/cant/do_not ..6 see ..4 a_future/any_future/a_way/any_way/way_out/the_light/light/a_way_out/hope/end
no ..4 hope/way_out/future/energy/will/strength/joy/one_to_talk/one_to_turn/light/escape/friends/one_cares/friend_here ..1 ，/。/left/anymore/for/at/in/to/and/any/here/me
everything ..8 falling_apart/pointless/hopeless/black/grey/dark/too_much/hurts/is_my_fault/gone_wrong/lost/collapsing/is_over/feels_heavy/feels_pointless
too_much/too_heavy/all_too ..4 for_me/to_bear/to_take/to_handle/to_carry/anymore/any_more/right_now
pretending/pretend/fake ..14 fine/okay/ok/smile/happy
shell/ghost/zombie/robot/empty_shell ..30 myself/months/feel/inside/anything/these_days/numb/person
help_me/please_help/need_help/i_need_help/need_to_talk/need_someone/someone_to_talk ..14 please/badly/bad/now/urgent*/desperate*/cant/i/anymore/so_much/scared/before/cope/tonight
dont_know ..6 what_to_do/how_to/how_much/who_to/if_i_can/where_to_turn ..20 anymore/any_more/cope/go_on/live/longer/take/carry/turn/with_myself/life/without/survive/cry
mental ..8 state/breakdown/health ..30 worse/bad/deteriorat*/mess/struggling/collapse/falling/suffering/shot/gone
hearing_voices/hear_voices/voices_in_my_head/voices_telling/seeing_things/paranoid/hallucinating/antidepressant*/off_my_meds/run_out_of_my_meds/out_of_my_meds/bipolar/ptsd/psychos*
hide_under/stay_in_bed/dread/dreading ..30 every/shift/day/work/leaving/cabin/waking/morning/going/sleep/night/tomorrow

no/not_any/cant_see/cant_find ..4 way_out/way_forward/other_option/escape/light
he/she/mate/friend/roommate/cabinmate/husband/wife/son/guy/colleague/brother ..4 cries/cry/cried/is_crying/drinks/barely/hardly/sits/lies ..30 every_night/every_day/night/eat/doesnt/in_bed/alone/anymore/talk/weeks/stare*/all_day

[amber distress.panic]
panic/panicking/anxiety ..2 attack*/attacks/every/all/again/so/constantly/is/when/and/whenever/in/at/about/through/at_night/medication
panic_attack*/anxiety_attack*/hyperventilat*/claustrophobi*/agoraphobi*
heart ..10 racing/pounding/hammering/beating_so/beats_so/going_crazy/thumping ..60 shak*/breath*/dying/sweat*/scared/panic/every/cant/tight/faint/sleep/hands/crazy/dizzy/fear/go/die/nowhere
shaking/trembling/shake ..40 cant/scared/fear/stop/panic/night/sleep/breath*/every/hands/cry*/uncontroll*/hide/when
terrified/petrified/so_scared/constantly_scared/scared_all/frightened/living_in_fear/scared_to/afraid_to/too_scared/terror ..30 of/to/all/every/sleep/leave/go/i/him/in/that/time/out/cabin/again/be/night/helicopter/my
thought_i_was/felt_like_i_was/think_i_am/feel_like_i_am/feels_like_i_am/feel_like_im/convinced_i_am ..6 dying/going_to_die/having_a_heart_attack/going_mad/going_crazy/losing_my_mind/suffocating/choking/going_to_pass_out

[amber distress.trauma]
nightmare*/flashback*/traumati*/trauma/ptsd/haunt*/haunted ..1 ，/。/about/every/of/since/and/after/from/by/again/i/me/all/now/for/when/keep/where/wake/night/ever/almost/still/most
saw/watched/seen/witnessed/found/watching/held ..24 die/died/killed/crushed/fall/body/burn*/drown*/dead/explode/shot/blood/hanging/go_under/bleed/get_hit/jump/electrocuted/hit_the_deck/bodies ..60 sleep/keep/cant/still/see/every/dream*/eyes/head/shak*/stop/night/forget/cry*/replay*/after/since/mind/smell
keep/kept/still/constantly/always/cant_stop ..6 seeing/replaying/hearing/reliving/see/hear/smell/dreaming/thinking_about_the/picture/picturing/smelling ..30 it/face/body/him/her/blood/scream*/accident/explosion/crash/fire/them/eyes/that_night/that_day/sound/them
close_my_eyes/shut_my_eyes/every_time_i_hear/whenever_i_hear/when_i_hear/any_loud/loud_noise*/every_bang/a_door_slams/each_time_i_hear/every_time_i_smell/when_i_smell ..40 see/hear/him/it/body/duck/dive/jump/shake/panic/blood/face/sweat/hit/i/freeze
ever_since/since_the/after_the ..16 accident/explosion/attack/fire/blowout/crash/kidnap*/shooting/fall/robbery/storm/hijack*/incident/piracy/death/funeral/ambush ..50 cant/sleep/shak*/scared/nightmare*/cry*/jump*/panic/afraid/numb/not_been/havent/drink*/hear/same/alone/dark/eat/freeze/flinch

[amber distress.grief]
dad/mum/mom/father/mother/wife/husband/son/daughter/brother/sister/baby/best_friend/mate/friend/grandma/gran/nan/grandad/girlfriend/boyfriend/fiance*/cabinmate/buddy ..6 died/passed/passed_away/was_killed/is_dead/killed/is_gone/has_died/dying/is_dying/s_funeral/funeral/got_killed/drowned/took_his_own_life/has_cancer/has_terminal/is_in_icu/in_intensive/is_terminal/miscarried
funeral/burial/cremation/wake/last_goodbye ..50 miss*/couldnt/cant/phone/video/broken/not_there/wasnt/screen/watched/never/wont_let/zoom
miscarriage/lost_the_baby/lost_our_baby/lost_my_baby/stillbo*/lost_my_wife/lost_my_son/lost_my_daughter/lost_my_husband/lost_my_mum/lost_my_mom/lost_my_dad/lost_my_brother/lost_my_best_friend/widow*
grief/grieving/mourning ..1 ，/。/is/for/and/my/i/so/hit*/won/alone/over/since/has

[amber distress.guilt]
my_fault/blame_myself/i_killed_him/because_of_me/i_should_have/shouldve_been_me/my_mistake/i_let_him/i_caused/cant_forgive_myself/never_forgive_myself/hate_myself_for/guilt/guilty/on_my_conscience/blood_on_my_hands/his_blood/i_did_this ..60 died/dead/death/killed/hurt/accident/paralysed/lost/fell/leg/sleep/live/him/her/eat*/crush*/kids/wheelchair/every/me_up/checked/stopped/gone/wife/family/face/stop/i
cant_forgive_myself/never_forgive_myself/blood_on_my_hands/cant_live_with_what/cant_live_with_myself/live_with_what_i/eats_me_up/eating_me_up/survivor*_guilt/survivors_guilt

[amber harassment.bullying]
bully/bullied/bullying/bullies/harass*/humiliat*/belittl*/intimidat*/ostraci*/tormenting/victimis*/victimiz*/discriminat*/racist/racial/slurs/abuse/abused/abusing/abusive/abuses/blackmail*/extort*/retaliat*
call/calls/calling/called ..6 me/us ..24 names/stupid/monkey/dog/animal/pig/retard*/useless/slave/idiot/trash/chink/garbage/worthless/boy/ugly/fat
they/he/she/everyone/boss/foreman/captain/supervisor/crew/mate/bosun/officer/chief/whole ..24 mock*/laugh_at/laughs_at/laughing_at/shout*_at/scream*_at/spit*/threw/throw*/push*/shov*/slap*/hit_me/hits_me/kicks_me/insult*/swear*_at/yell*_at/ignore*/excluded/freeze*_me/trip*/curse*_at/humiliat*/threaten*/picks_on/picked_on/pick_on/make_fun/makes_fun/making_fun/spread*_rumours/spread*_rumors/piss*_in ..8 me/my/us/in_my/at_me/him/her/about_me/food
shout*/scream*/yell*/spit*/swear*/laugh*/curse* ..4 at_me/in_my_face/on_me/at_us ..30 every/front/all/until/day/shift/everyone/daily/call/in/again/whole/call*/cry/and/for/night
picked_on/singled_out/frozen_out/shut_out/silent_treatment/nobody_sits/no_one_sits/left_out_of_everything/treated_like ..14 i/me/every/dirt/animal*/dog*/slave*/a_dog/rubbish/shit/by/all/with/garbage/daily/constantly/crew/for
passport*/seaman_s_book/documents/papers/wages ..20 held/holding/took/taken/keeps/confiscated/withheld/wont_give/withholding/refuse*/hold/kept
hold*/took/keep*/confiscat*/withhold*/has/have ..12 passport*/seaman_s_book/our_documents/my_documents/my_papers
threaten* ..20 me/us/to_fire/to_send/to_report/to_blacklist/my_family/deport*/blacklist/visa/to_leak/him/her
forced/forces/forcing/make/makes/made ..6 me/us ..20 work_while/sick/work_injured/double_shift*/kneel/beg/lie/sign/drink/crawl/strip/without_pay/without_rest/20_hours/unsafe
afraid_of/scared_of/frightened_of/terrified_of ..16 him/boss/foreman/captain/husband/going_to_work/supervisor/them/bosun/my_wife/my_husband/cabin_mate/my_cabinmate

punish*/punishment ..40 me/us/everyone/sun/front/crawl/stand/meal*/food
me/us ..24 as_a_punishment/as_punishment/for_punishment/for_fun/for_a_laugh/for_laughs
film*/video*/records/recorded/posted ..12 it/me/us ..30 laugh*/group_chat/whatsapp/tiktok/online/everyone/share*
everyone ..4 films/filmed/laughs/watches/watched/mocks/mocked

[amber harassment.sexual]
grope*/groping/grab*/touch*/rubs/rubbing/rubbed/kiss*/fondl*/press*/brush*/strok*/pinch*/put_his_hand/puts_his_hand/hands_on/corner* ..4 me/my/himself/against/up ..14 ，/。/again/whenever/when/every/in/and/bum/arse/ass/leg*/waist/chest/breast*/hair/body/at/while/on/thigh*/back/neck/butt/against/i/shoulder*/nobody
sexual*/nude*/naked/dick_pic*/porn/explicit/inappropriate/indecent/pervert/peeping/masturbat* ..40 me/he/photo*/pic*/message*/sent/send*/boss/asks/asked/advance*/comment*/joke*/touch*/video*/favour*/favor*/harass*/shower
send*/sent/ask*/texts/messages/demand* ..8 me/for ..20 pics/pictures/photos/nudes/videos/dirty/flirt*/late_at_night/at_night/porn/selfie*
contract/job/promotion/roster/visa/renewal/bonus/transfer ..24 depend*/if_i/unless/friendly/sleep_with/nice_to/come_to_his/in_exchange/in_return/be_nice/spend_the_night
sleep_with/spend_the_night/come_to_his/come_to_my/to_his/into_his/go_to_his ..14 him/me/cabin/room/bed/contract/or/office & he/boss/captain/officer/supervisor/manager/or/wants/asked/keeps/job/night
knock*/comes/came/enters/walks_in/standing/waits/waiting ..14 my_cabin/my_door/my_room/outside_my/on_my ..30 night/drunk/3/2/shower/midnight/every/uninvited/am/let/scared/again/late
films/filmed/filming/watch*/spying/peek*/hidden_camera/photographed/took_pictures ..10 me ..14 shower*/chang*/naked/undress*/toilet/sleep*/bathroom
only_woman/only_female/only_girl ..60 he/they/comment*/touch*/joke*/scared/stare*/brush*/door/rub*/look*/cabin/afraid

[amber money.despair]
not/havent/no/unpaid/owed/owe/without/stopped/behind/withheld/never ..10 paid/pay/wages/salary/months_wages/months_pay/been_paid/money ..60 month*/kid*/school/rent/family/eat/hospital/operation/desperate/loan/starv*/feed/medicine/cant/dont_know/wife/surgery/evict*/mum/mom/mother/home/sick
month*/weeks ..12 without/no/unpaid/of_no/not ..6 pay/wages/salary/paid/being_paid/money
debt*/loan*/loan_shark*/gambl*/casino/betting/scammed/scam/conned/crypto/bookie/credit_card*/defrauded ..60 lost/everything/owe*/family/face/threat*/all/savings/cant/never/wife/tell/ashamed/thousand*/k/drowning/call*/hide/pay/stop/desperate/collector*/ruin*/kids/house/home/sink*/out
lost/gambled/blew ..12 everything/all_my/savings/all_our/life_savings/house/all_the_money/entire/two_years/years_of/whole_salary ..40 gambl*/scam/loan/bet*/casino/online/crypto/face/wife/tell/family/i/card*/poker/fraud
cant/couldnt/how_do_i/cannot ..10 face/feed/pay_for/tell/look_at ..6 my_family/my_wife/my_kids/my_children/the_operation/my_mum/my_mom/home/surgery/my_parents/them/the_hospital/anyone
collector*/loan_shark*/lender* ..40 call*/threat*/famil*/house/door/parents/wife/photos

wages/salary/pay/money/boss/agent/agency/contractor/foreman ..16 ran_off/ran_away/disappeared/vanished/gone/stole/cheated/not_paid ..40 wages/family/eat/nothing/home/money/kids/back/salary/all
family/kids/wife/children ..12 nothing_to_eat/going_hungry/hungry/starving/evicted/no_food/on_the_street/cant_eat

[amber distress.home]
divorce/divorcing/affair/cheating/cheated/left_me/leaving_me/custody/separated/walked_out/with_another_man/found_someone/take_the_kids/taking_the_kids/took_the_kids/seeing_someone/break_up/broke_up/dumped ..80 cant/cry*/sleep/eat/stop/broken/lost/alone/here/help*/work/drink*/devastated/function/on_the_phone/stuck/ship/rig/kids/kid/breathe/text/by/point/months/never/head/apart/die/know_what
wife/husband/she ..14 left_me/wants_a_divorce/cheated/having_an_affair/wants_out/leaving_me/has_left/wants_to_leave/is_leaving/took_the_kids/taking_the_kids/met_someone/found_someone/stopped_answering/blocked_me/sleeping_with
husband/he/wife/she/partner/boyfriend/dad/father ..20 scream*/hit*/control*/beats/beat/threaten*/shout*/slap*/abus*/monitor*/track*/yell*/throws/threw/choke*/insult*/lock*/smash*/push*/shov*/drinks_and/wont_let ..14 me/us/kids/money/phone/mum/mom/things/every/the/my/at/children/where/when
mum/mom/dad/mother/father/wife/son/daughter/kid/baby/parents/child ..16 cancer/icu/hospital/surgery/dying/stroke/critical/accident/sick/leukaemia/leukemia/coma/terminal/ill/tumour/tumor/self_harm* ..80 cant/leave/company/go_home/refuse*/wont/help*/cry*/see/worried/stuck/no_flight*/not_there/contract/scared/alone/never/far/miles/sleep/nothing
wont_let/refuse*/denied/not_allowed/rejected/no_leave ..30 go_home/leave/fly_home/see/say_goodbye ..60 dying/cancer/funeral/hospital/dad/mum/mom/wife/son/daughter/sick/icu
kids/son/daughter/children ..20 dont_know_me/forgot_me/forgets_me/call_someone_else/wont_speak/hates_me/doesnt_recognise/doesnt_recognize/doesnt_know_me/stopped_talking/cries_when/ran_away/run_away

[amber distress.drinking]
drink/drinking/drunk/vodka/whisky/whiskey/booze/bottle/alcohol/rum/beers/gin/drunk ..50 sleep/every_night/cope/forget/numb/morning/stop/shake*/shaking/hands/alone/alcoholic/problem/secret/hide/hiding/blackout*/black_out/day/get_through/nights/help/rehab/daily/before_shift/dark/each_night/too_much/control/heavily
bottle/pint/litre/liter ..6 a_night/a_day/every_night/each_night/a_shift/per_day/day
need/cant ..12 a_drink/drink/bottle/alcohol/without_drinking/without_a_drink/stop_drinking/sleep_without
blackout*/blacking_out/hungover_every/alcoholic/addict*/withdrawal/relaps*/hooked_on/painkiller*/tramadol/meth/cocaine/heroin/off_the_wagon ..40 i/my/me/every/cant/stop/again/help/drink*/need/back/quit/using/take

[amber third.worried]
worried/concerned/scared/afraid/worry/worries/anxious/fear/frightened ..10 about/for/hell/he/she/that/sick/something ..24 him/her/my/mate/friend/roommate/cabinmate/husband/wife/son/daughter/colleague/brother/dad/cabin/crew/guy/sam/he/she/them
he/she/mate/friend/roommate/cabinmate/husband/son/guy/brother/colleague/wife/buddy/crewmate/oiler/bosun/cadet/cook/lad ..36 barely/not/hardly/stopped/doesnt/never/keeps/wont/hasnt/always/been/isnt/just ..8 eat*/talk*/sleep*/spoken/eating/leav*/cry*/crying/sobbing/drinking/himself/herself/speak*/out_of/stare*/staring/come_out/shower*/saying/answer*/wash* ..60 worried/help/weeks/days/since/what_do/how_do/anymore/should/alone/cabin/week/scared/i/all/any_more/bed/lately/night/himself/meals
what_do_i/how_do_i/how_can_i/what_should_i/should_i/can_someone/can_you/who_can/could_someone ..30 help/talk/check/say/support/do/call/speak ..24 him/her/friend/mate/husband/roommate/cabinmate/colleague & cry*/depress*/low/suicid*/hopeless/drinking/not_eating/sad/divorce/withdrawn/worried/stopped/died/alone/struggling/himself/quiet
seems/acting/looks/gone/become/getting/is/been ..6 depressed/withdrawn/so_down/very_down/not_himself/not_herself/really_low/very_low/so_low/hopeless/suicidal/very_quiet/really_quiet/strange/unstable/so_quiet/not_right
"""
