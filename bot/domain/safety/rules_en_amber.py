"""Amber, English: serious distress that needs a human the same day. Gaps are in characters."""

from __future__ import annotations

AMBER_EN = """
[amber suicide.passive]
life/living/it_all/carrying_on/going_on ..8 worth_it/worth_living/worth_anything/worth_the
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

cant/couldnt ..6 get/shake/stop/forget ..24 picture/image/body/face/scream*/sound/smell/blood/sight ..20 head/mind/eyes/out/away/him/her

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

makes/made/forces/forced/making ..4 me/us ..60 punish*/humiliat*/films/filmed/laugh*/in_the_sun/kneel/beg

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
drink*/alcohol/vodka/whisky/beer/bottle/booze ..30 only_thing/gets_me_through/keeps_me/helps_me_sleep/all_i_have
only_thing ..24 drink*/alcohol/bottle/vodka/booze/beer
drink/drinking/drunk/vodka/whisky/whiskey/booze/bottle/alcohol/rum/beers/gin/drunk ..50 sleep/every_night/cope/forget/numb/morning/stop/shake*/shaking/hands/alone/alcoholic/problem/secret/hide/hiding/blackout*/black_out/day/get_through/nights/help/rehab/daily/before_shift/dark/each_night/too_much/control/heavily
bottle/pint/litre/liter ..6 a_night/a_day/every_night/each_night/a_shift/per_day/day
need/cant ..12 a_drink/drink/bottle/alcohol/without_drinking/without_a_drink/stop_drinking/sleep_without
blackout*/blacking_out/hungover_every/alcoholic/addict*/withdrawal/relaps*/hooked_on/painkiller*/tramadol/meth/cocaine/heroin/off_the_wagon ..40 i/my/me/every/cant/stop/again/help/drink*/need/back/quit/using/take

[amber third.worried]
worried/concerned/scared_for/afraid_for & hasnt_eaten/not_eating/doesnt_eat/wont_eat/barely_eats/not_eaten/hasnt_slept/wont_talk/doesnt_talk/stopped_talking/not_talking/wont_leave/crying/cries
worried/concerned/scared/afraid/worry/worries/anxious/fear/frightened ..10 about/for/hell/he/she/that/sick/something ..24 him/her/my/mate/friend/roommate/cabinmate/husband/wife/son/daughter/colleague/brother/dad/cabin/crew/guy/sam/he/she/them
he/she/mate/friend/roommate/cabinmate/husband/son/guy/brother/colleague/wife/buddy/crewmate/oiler/bosun/cadet/cook/lad ..36 barely/not/hardly/stopped/doesnt/never/keeps/wont/hasnt/always/been/isnt/just ..8 eat*/talk*/sleep*/spoken/eating/leav*/cry*/crying/sobbing/drinking/himself/herself/speak*/out_of/stare*/staring/come_out/shower*/saying/answer*/wash* ..60 worried/help/weeks/days/since/what_do/how_do/anymore/should/alone/cabin/week/scared/i/all/any_more/bed/lately/night/himself/meals
what_do_i/how_do_i/how_can_i/what_should_i/should_i/can_someone/can_you/who_can/could_someone ..30 help/talk/check/say/support/do/call/speak ..24 him/her/friend/mate/husband/roommate/cabinmate/colleague & cry*/depress*/low/suicid*/hopeless/drinking/not_eating/sad/divorce/withdrawn/worried/stopped/died/alone/struggling/himself/quiet
seems/acting/looks/gone/become/getting/is/been ..6 depressed/withdrawn/so_down/very_down/not_himself/not_herself/really_low/very_low/so_low/hopeless/suicidal/very_quiet/really_quiet/strange/unstable/so_quiet/not_right
"""
