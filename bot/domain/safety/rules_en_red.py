"""Red, English: suicide and self-harm. Gaps are in characters; words are written without apostrophes."""

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
rope/noose/pills/charcoal/gun/blade/knife ..8 ready/waiting/prepared/set/hidden & nobody/alone/until/tonight/everyone/no_one/back
took/taken/swallowed/taking ..4 all ..4 my/the/of ..20 pills/tablets/meds/medication/them/medicine
hang/hanging/kill/killing/drown/drowning/burn/cut/shoot ..4 myself
take/took/end/ending ..4 own_life/my_life
affairs/goodbyes/will/accounts ..8 in_order/said/done/settled & wont/not/never/goodbye/hear_from_me/again/last
hear_from_me ..2 again/anymore/ever
a_rope/the_rope/pills/a_gun/a_knife/a_blade/the_pills ..40 know_how_to_use/use_it/going_to_use/ready_to_use/will_use ..4 it/them/。/，/tonight
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
nobody/no_one/you/they/everyone ..12 have_to/need_to ..4 worry/deal/care/put_up ..20 after_tonight/after_today/after_tomorrow/anymore/any_more/ever_again/much_longer
after_tonight/after_today ..4 。/，
by_the_time_you ..6 read/see/get/find ..30 gone/dead/be/too_late/left/this
when_you ..4 read/get/find/see ..20 gone/dead/i_will_be/it_will_be
if_you_are_reading_this
wont_be/will_not_be/not_going_to_be/wont_be_here/will_not_see/not_be ..4 here/around/alive/there/needing/seeing/back ..24 tomorrow/anymore/any_more/to_see/next/morning/after/much_longer/longer/for_it/when/to_chase/it/for_christmas/for_the/by_then/soon/chase/。
wont/will_not/never/no/dont/not/cancel*/scrap/wont_be/no_need/dont_bother ..8 need/needing/worry/need_to_worry/have_to_worry/book/bother/save/count/put ..24 anymore/any_more/ever_again/again/flight/where_i_am_going/roster/hitch/shift/seat/bunk/ticket/for_me/after_tonight/after_today/any_hitch/next/next_hitch ..50 bye/goodbye/thanks/thank/take_care/lol/ever/love/kind/it_s_fine/tonight/where/peace/gone/done/after/again/anymore/at_last
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
"""
