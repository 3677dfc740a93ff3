"""What must not alarm.

`trap` and `aside` are taken out before anything is read, a trap within its clause, an aside within its
sentence; `real` protects from them. `murmur` quietens its clause, `notice` a whole message, the other
kinds their sentence.
"""

from __future__ import annotations

TRAPS = """
[trap idiom]
笑/热/气/困/饿/累/忙/烦/吵/冷/冻/渴/急/羡慕/吓/闷/晒/臭/胀/撑/痒/堵/挤/丑/土/慢/贵/甜/辣/酸/咸/香/爱/恨/爽/乐/高兴/开心/激动/尴尬/无聊/激/懒/恶心/腻/美/难吃/难看/难喝/可爱/卡/磨/拖/嘈/攰/黑/憋/呛/苦/馋/蠢/笨/骚/酷/帅/浪漫/心疼/讨厌/疼/痛/舒服/晕/慌/倦/眼红/嫉妒/胖/穷 ..1 死 ..0 我/人/了/你/你们/啦/妳/您/喇/个/大家/他/它/她/老子/爸/妈/家/宝/，/。/咗/哈/佢/食堂/那/这/本/俺/咱/老/的
笑 死
搞得/弄得/整得/气得/笑得/热得/累得/烦得/冷得/饿得/困得/吵得 ..2 想死/要死/想跳楼
下辈子 ..1 还/也 ..1 想/要 ..1 当/做/吃/来
当场去世/原地去世/原地爆炸/社死/社会性死亡/猝死边缘/离谱到死
let_s_jump ..3 in/into
笑 ..2 到/得 ..2 我 ..1 想死
好想死/想死 ..0 回去/返去/返屋/我的猫/我的狗/我的床/火锅/家乡/那个味/这口
《 ..20 》
后会无期》/后会无期这/首《/这首，/首，
炮眼/爆破/雷管/装药/炸药/火药 & 药
🎂/🍉/🍎/🍕/🍖/🥩/🍰/🍞/🥭/🍍/🎉 🔪
🔪 🎂/🍉/🍎/🍕/🍖/🥩/🍰/🍞/🥭/🍍/🎉
遗嘱 ..2 公证/模板/怎么写/范本/格式
shoot_me ..1 the/an/a/over/that/your/it/some
i_am_dying/im_dying ..1 lol/haha*/laughing/。😂/here_lol/of/to/for/，lol
crack_me_up/cracks_me_up/cracking_me_up ..3 i_am_dying/dying/im_dead
i_will_kill_him/i_will_kill_her/going_to_kill_him/gonna_kill_him/i_will_kill_you ..2 haha*/lol/lmao/jk
项目结束/工程结束/散伙/各奔东西/江湖再见 ..6 各奔/保重/后会/再见/江湖
自杀 ..0 热线吧/热线几点/热线是/热线电话/热线的
结束了，大家各奔
死都不/死都要/死都得/死也要/死也得
想死 ..0 我妈/我爸/我家/我的/我老婆/我媳妇/我奶
想死 ..0 你/妳/您/你们/家/妈/爸/她/他/老婆/媳妇/孩子/那/娃/女儿/儿子/宝
想/好想/真想/太想 ..1 死 ..0 你/妳/您/家/妈/老婆/媳妇/那/孩
要死 ..0 了/，/。/不活
得/的 ..0 要死/要命/要死要活/半死/想死/想哭/想撞墙/想跳楼/想吐/想打人/想骂人/想砸
累/忙/热/冷/吵/气/烦/慢/卡/贵/困/饿/辣/丑/难吃 ..1 得/到/的 ..6 死/要死/想死/想哭/崩溃/爆炸/要命/吐/疯/半死/跳楼/飞起/怀疑人生
打呼噜/吵/热/冷/累/困/贵/难吃/蚊子 ..8 要死/要命/死人/崩溃
死 ..0 机/线/角/牙/海/党/忠/磕/忌/胡同/循环/锁/鬼/盯/记/脑筋/板/心眼/心塌/缠/皮/穴/敌/对头/结/扣/点/区/水/账/期/命/活/咗机/了机/库/档/单/重/规矩/当/要/守/撑/扛/顶/工资/开/马当/咬/拍/粉/火山/灰/样/相/胖/沉/贵/里逃生/而无憾/心/性/侍/亡搁浅/亡诗社/亡细胞/亡率/人头/轴/肉/皮赖脸/猪不怕/刹/犟/得其所
死活/死磕/死记/死心/死板/死党/死掉的/死胡同/死循环/死锁/死鱼/死猪/找死/作死/该死/死相/至死/生死/誓死/拼死/死守/不死/打死我/打死也/打死都/死也不/死不承认/死要面子/死对头/死皮/死鬼/老死不相/半死不活/要死要活/死去活来/死心塌地/宁死/死机/九死一生/死里逃生/见死不救/累死累活/装死/判死/死期/死读书/死工资/死脑筋/死忠/起死回生/死不了/死缠/死心眼/踩死/卡死/锁死/焊死/写死/堵死/封死/咬死/拧死/关死/钉死/顶死/压死骆驼/赶死/催命/送死/死侍/不见不散
早死早超生/好死不如/死马当/置之死地/生死看淡/向死而生/死亡之/死神来/死亡搁浅/死亡笔记
杀 ..0 毒/疯/青/价/菌/虫/时间/手锏/手/鱼/鸡/猪/羊/牛/鸭/进程/程序/软件/生/伤力/破狼/跌/到决赛/入/出重围/一盘/一局/回马枪/千刀/人诛心/人游戏/人网
狼人杀/三国杀/剧本杀/秒杀/必杀/绝杀/封杀/抹杀/杀青/扼杀/屠杀游戏/团灭/杀疯/自杀小队/自杀式/杀猪菜/杀了加餐/自杀球/杀怪/杀进/厮杀/击杀/杀软/杀猪饭/反杀/双杀/杀西瓜
要命/要了命/老命/小命/没命地/拼命/玩命/卖命/命硬/救命稻草/救命恩人/要了我老命/半条命/命中
跳楼价/跳楼大/跳楼机/跳闸/跳掣/跳槽/跳绳/跳舞/跳蚤/跳板/跳票/跳过这/跳过去/跳一跳/跳线/跳广场/心跳加速的感觉真好/跳高/跳远/跳伞/跳水/跳棋/跳台/跳仓/跳单/眼皮跳/跳频/蹦极/跳转/跳出/跳钻/跳岛/跳海里游/跳海游/跳下去游/跳河里游/跳海洗
货/钢管/设备/吊车/吊机/物料/钻杆/管子/箱子/包/重物/隔水管/材料 ..3 上吊
上吊 ..0 了没/车/机/具/带/索/钩/耳/装/卡/装带/物/上/的货
吃 ..3 不下/不完 ..1 了，/饭/，/这么
血 ..0 压/糖/常规/脂/型/检/案/拼/汗/本/泪史/亏/赚/槽/统/条/旺/红素/氧/管/小板/清/样/泡/豆腐/战
鸭血/猪血/献血/血压/出血本/流血流汗/一腔热血/血豆腐/换血/毛血旺/热血/抽血/验血/吐血推荐/血亏/血赚/回血/心血/鲜血书/狗血/呕心沥血/血书
氧气瓶/空瓶/瓶装/煤气罐检/刀具/铣刀/车刀/刀闸/刀郎/刀鱼/切刀/刀开关/刀削面/刀客/刀塔/割刀/割嘴/割草/割管/火焰切割/切割/气割/割缝/割伤自己的手指/割接/割胶/割麦/割让/割爱/割韭菜/刮胡刀/刀头/绞刀/刀架/剃须刀
爆炸 ..0 物/品/性/极限/头/区/下限/上限/头发/危险
爆炸物/防爆/爆肝/爆款/爆满/爆单/爆表/爆粗/火爆/信息爆炸/知识爆炸/爆胎/爆米花/爆破/爆头/爆炸好吃/爆炸多/引爆/人气爆/爆笑
井喷漆/井喷/杀青/压井/弃井/弃船/弃置/死牙/吊死/埋管/埋件/埋线/报废/砍价/砍单/砍柴/砍树/砍一刀/砍预算/砍掉/砍半/砍头息/斩获/斩断/打枪机/焊枪/喷枪/枪机/气枪/射钉枪/打胶枪/风枪/枪版/水枪/油枪/枪头/测温枪/热熔胶枪/加油枪/玩具枪/抢票/抢购/抢修/抢红包/抢单/抢占/抢答/抢工期/抢险/抢不到/抢课
炸鸡/炸酱/炸了锅/炸锅/炸裂/炸毛/气炸/炸串/炸药/炸弹酒/王炸/炸薯/油炸/炸金花/肺都气炸/炸鱼/炸群/炸油条/群里炸了/群都炸了/手机炸了/群炸了
解脱卡/解脱销/脱扣/脱钩
挂 ..0 了个/挂号/了号/起来晾/车/牌/件/钩/失/靠/单/历/机/梯/绳/壁/科/念
挂号/挂科/外挂/挂失/挂机/倒挂/服务器挂/挂念/挂钩/挂图/挂职/挂完/挂彩灯/挂网
走 ..0 神/心/亲戚/运/量/私/位/账/流程/势/访/廊/秀/形式/秒/红毯/失/廊里/过场/查/水/线/样
请假/离职/辞职/调岗/跳槽/回国/休假/轮休/倒班/下船/合同到期/退休/交接 ..14 走/再见/告别/离开/保重/不回来/最后一天/不干了/解脱
累 ..2 到 ..2 散架
破/烂/这/那 ..2 网/系统/电脑/空调/手机/软件/app ..14 崩溃/撞墙/死/炸/疯/绝望/吐血/砸
系统/服务器/软件/程序/app/网站/电脑/页面/小程序/网络/平台/网/数据库/后台/浏览器/手机/游戏/表格 ..8 崩/崩溃/卡死/挂/闪退/死/瘫/没反应/没有反应/炸/抽风/罢工/黑屏/蓝屏/宕
@wages ..0 条/单/卡/表/流水
命 ..0 令/题/名/运/中率/根子
没反应/没有反应 ..8 按/点/系统/按钮/屏幕/遥控/机器/空调/手机/开关/指示灯/重启
按/点/打开/遥控器/空调/手机/屏幕/电脑/机器/按钮/开关/对讲机/鼠标/键盘/网页/软件/设备/二维码/打印机/电视/插座/灯/泵 ..8 没反应/没有反应/不动了/死机/动不了
弄/整/搞 ..1 死 ..2 老鼠/蟑螂/蚊子/虫/苍蝇/蚂蚁
老鼠/蟑螂/蚊子/苍蝇/鱼/花/草/树/盆栽/绿萝/仙人掌/多肉/电池/电瓶/细胞/螃蟹/虾/鸡/猪/手机/电脑 ..4 死了/死光/死掉/死了一/都死
药 ..0 膳/店里/材/妆/皂/浴
鼠药/农药残留/打药/撒药/放药/杀虫药/蚊香/蟑螂药/消毒水喷/红药水/紫药水/碘伏/火药/炸药/药皂/弹药/加药/药剂加/药箱/泥浆药/化学药剂/泡沫剂/感冒药/晕船药/胃药/常备药/降压药/创可贴/药店/药品柜/药柜/止咳药/退烧药/眼药水/膏药
绳 ..0 结/套打/梯/索检/索证/子舞/子够
牵引绳/导向绳/安全绳/系缆/缆绳/绳结/拔河绳/晾衣绳/跳绳/绳艺/引绳
跳 ..2 一/几 ..1 支/曲/段 ..1 舞/广场
鬼/鬼子/见鬼/酒鬼/鬼片/鬼地方/鬼天气/鬼故事/胆小鬼/鬼屋
断 ..0 电/网/奶/路器/面/层/崖/货/舍离/续/交/更/片了的/粮前/线/码/绳/魂/档/供/水通知/水检修/点续传/桩/代
烧 ..0 烤/饼/水/脑/饭/录/钱/菜/焊条/钻/结/杯/香/饼干/电焊/瓶
发烧友/燃烧/烧烤/烧水/红烧/烧脑/烧仙草/烧卖
打 ..0 针/工/卡/球/牌/扫/包/电话/印/饭/车/扑克/麻将/游戏/机/字/折/扰/听/开/招呼/气筒/捞/孔/井/桩/钻/水/雷/野/副本/比赛/篮球/羽毛球/乒乓/台球/卡机/卡记录/压/黄油/酱油/喷嚏/呼噜/鼾/瞌睡/拳皇/擂台/掼蛋/王者/排位/卤/磨/样/草/基础/复印/疫苗/鱼/鸡蛋
孤立系统/孤独星球/孤岛/百年孤独/孤独的美食
灭 ..0 火器/虫/蚊/鼠/蟑
自己 ..2 切/划/割/碰/磕/烫 ..6 口子/创可贴/一下/小口/破点皮
小口子/破了点皮/破皮/蹭破皮/小伤/擦伤/轻微
心电图/心肺/心理课/心脏骤停培训/胸牌/胸卡/胸围/胸口别/心口不一/心肌酶正常/体检胸片/胸片
丧/丧尸/僵尸 ..2 片/电影/游戏/剧
肿 ..0 么/了没
中毒 ..0 演练/培训/预防/急救/应急/事故案例
手机中毒/电脑中毒/病毒
掉 ..0 线/队/帧/价/电/粉/色/漆/头发/钱/包/单/链子/坑/血
掉到 ..4 地上/床下/缝里 ..4 手机/钥匙/耳机/扳手/帽
落水管/落水洞/落水口/落水狗/水落石出
手机/钥匙/眼镜/帽子/工具/扳手/对讲机/耳机/螺丝/螺栓/钱包/安全帽 ..8 掉/落 ..4 海里/水里/井里/地/下去/缝/坑里/下/海/水/坑
外科/骨科/门诊/复查/复诊/体检 ..8 血压/预约/挂号
被 ..1 困 ..1 意/倦
吃撑/吃得太撑/撑到/太撑 ..2 了，/肚子/饱
难受 ..0 想吃/香菇/馋
电影/手机/游戏/歌曲/电视剧/小说/书 ..4 最后一集/最后一章/最后一页
最后一天/最后一班车/最后一班船/最后一次/最后一批/最后一个 ..6 报名/提交/上班/领/充/体检/交/测试/培训/班车/船/发货/打卡/考试/打折/确认/检查/团购/参加/快递/取
密码 ..6 忘/重置/改/错/多少/找回/登录/不对/修改/是多少/过期/锁/输
忘/重置/改/找回/登录/wifi/邮箱/系统/账号/设置 ..4 密码
@given/交给/给 ..4 财务/文员/门卫/人事/库房/资料员/仓管/班长/接班/保管/维修/食堂/行政/hr
分给 ..6 大家/同事/各位/你们 ..3 吃/喝/尝/品尝
转账/汇款 ..4 给 ..2 @kin
照顾好自己，/照顾好身体/保重身体/多保重/注意身体/路上保重/一路顺风/节日快乐/新年快乐/中秋快乐/端午安康/春节快乐
下辈子还吃/下辈子还来/下辈子不吃/下辈子做一只/下辈子当猫/来生缘/下辈子投胎做熊猫
心碎/崩溃 ..4 大哭表情/哈哈/hhh
emo ..3 哈哈/表情/歌单
打死/杀死/弄死/拍死 ..3 一只/几只/蚊/蟑/老鼠/苍蝇/虫/boss/怪/对面/僵尸
没意思 ..2 透了的剧/的电影/的比赛
废话/废纸/废料/废油/废品/废水/废弃/废物利用/废旧/废钢/废气/废液/废泥浆/废物箱/废物桶/废物处理/废物分类/危险废物/垃圾桶/垃圾分类/垃圾站/垃圾袋/垃圾车/垃圾清/垃圾短信/垃圾邮件/扔垃圾/倒垃圾/丢垃圾/捡垃圾/建筑垃圾/生活垃圾/垃圾信号/垃圾网/垃圾堆/垃圾场
没用过/没用完/没用上/没用到/没用的文件/没用的东西/没用的数据/没用的零件/没用的旧
无助 ..0 手/理
堵 ..0 车/塞/头/漏/管/水/了车/门器/孔/路
封堵/堵漏/疏堵/下水道堵/马桶堵/厕所堵/管子堵/堵车
欺负 ..2 新手/人机
难受 ..2 鼻塞/嗓子
自杀 ..2 鸟/崖/森林

[trap dead metaphor]
kill* ..2 process/switch/line/lines/sheet/mud/time/app/task/server/job/thread/script/session/the_engine/the_lights/the_power/the_batch/container/whale*/pill/weight/rate/pump/fluid/the_well/bill/it_at/two_birds/for_a/for_some/it/some_time/steal*/the_mood/the_noise/my_draft/it_on/the_vibe/python/pid/it_with/the_motor/the_music/the_alarm/graph/card
killer ..1 whale*/app/feature/workout/deal/view/sudoku/instinct/heels/tune/boots/recipe/bees/heat/queen/song
you_are_killing_me/youre_killing_me/is_killing_me/are_killing_me/s_killing_me/was_killing_me/feet_are_killing/back_is_killing/killing_it/killed_it/killin_it/killing_time/kill_for_a/kill_for/dressed_to_kill/buzzkill/kill_two/killed_my_draft/killed_the_app/would_kill_for/could_kill_for/if_looks/kill_or_cure/roadkill/overkill/painkiller_from/killing_frost/kill_zone/killer_whale*/kill_sheet/kill_line/kill_mud/well_kill/kill_switch/kill_pump/nearly_killed_me/killed_me_lol/kills_me/killed_its/killed_off/my_wife_will_kill_me/wife_will_kill_me/wife_is_going_to_kill_me/boss_will_kill_me/mum_will_kill_me/going_to_kill_me_lol/gonna_kill_me/will_kill_me_if
dying/dies/die/died ..3 to_get/to_see/to_know/for_a/to_try/for_some/of_boredom/of_laughter/laughing/of_heat/of_embarrassment/hard/cast/of_curiosity/to_meet/to_go_home/from_laughing/to_hear/down/out_of_laughter/to_eat/to_watch/of_hunger/of_thirst_lol/to_go
nearly_died_laughing/died_laughing/to_die_for/die_hard/die_cast/die_laughing/dying_of_laughter/dying_of_laughing/i_died_lol/dead_lol/im_dead_lol/old_habits_die/never_say_die/die_another_day/tap_and_die/dies_down/wind_died/do_or_die/hill_i_will_die/hill_to_die/engine_died/battery_died/phone_died/laptop_died/signal_died/battery_is_dying/phone_is_dying/battery_dying/phone_dying/laptop_is_dying/fashion_die*/fly_or_die
battery/phone/laptop/charger/engine/printer/link/server/radio/line/pump/app/motor/signal/generator/bulb/plant/plants/truck/wifi/internet/tablet/pc/car/screen/tv/fridge/router ..8 dead/died/dying/is_dead/killed/dies/collapsed/crashed/down/froze/not_responding/frozen
dead ..2 line/lift*/weight/sea/link/battery/slow/end/heat/tired/easy/zone/set/pool/good/serious/right/reckoning/leg/beat/on_time/ahead/calm/man/man_s/stock/ringer/simple/quiet/bolt/centre/center/space/band/ends/ship/freight/eye/funny/asleep/spot/horse/wrong/boring
deadline*/deadlift*/deadweight/deadpool/deadpan/deadman/deadlock*/caught_dead/drop_dead_gorgeous/brain_dead/walking_dead/dead_sea/over_my_dead/left_for_dead/dead_on_my_feet/slept_like_the_dead/sleep_like_the_dead/grateful_dead/red_dead/dead_by_daylight/day_of_the_dead/dead_man/dead_ahead/dead_reckoning/evil_dead/dead_in_the_water/dead_lucky/dead_keen/half_dead/knocked_dead/dead_easy/dead_funny/play_dead
laugh*/lol/haha*/lmao ..12 dead/died/dying/die/to_death/killing/cry*/crying
bored/boring/tired/scared/loved/worked/starved/starving/freezing/frozen/sick/worried/bore/frighten*/nag/talked/hungry/frightened ..3 to_death/to_tears/half_to_death
shoot* ..3 me_an/me_a/the_breeze/hoops/a_message/pool/you/the_shit/me_an_email/a_video/photos/a_text/some/over/an_email/basketball
hang* ..3 on/out/up/the/loose/tight/in_there/around/about/with/my/a/your/drywall/ten/it_on/gliding/over_from
keep_hanging/keeps_hanging/it_hangs/hanging_on_the_line/hanging_blocks/hangover/hung_up/app_hangs
bleed* ..2 off/valve/the_annulus/the_brakes/air/line/the_radiator/screw/nipple/down_the/the_system/the_line/port/pressure
blood ..1 test*/pressure/sugar_test/type/donation/bank/orange/work/sample*/moon/hound/drive/bowl
overdose/od ..3 of_memes/of_sugar/of_fun/on_coffee/on_sugar/on_football/on_cake/on_netflix
outer_diameter/pipe_od/tubing_od/casing_od/od_of/od_and_id/od_is
explosive* ..2 training/handling/licence/store/team/start/permit/safety
murder ..2 on_my/mystery/by_death/on_the/novel/in_the/she_wrote
was_murder/is_murder/absolute_murder/murder_mystery/blue_murder
stab_at/stabbing_board/stabbing_guide/stab_in/stabbed_the_pipe/stab_pipe/stabbing_pipe/stab_valve/stab_the/stabbing_valve
cut/cuts/cutting ..3 off/back/the/down/out/torch/grass/fluid/costs/edge/corners/my_hair/my_own_hair/hair/his_hair/oil/short/to_length/it/some_slack/permit/disc/onions/a_deal/loose/carbs/wood/cake/weight/in_half/for_time
paper_cut/cut_myself_shaving/cut_myself_on/cut_my_finger/haircut/cutting_edge/cut_myself_a_slice/cut_myself_some/cut_myself_a/clear_cut/cut_my_thumb
burn_off/flare_burn/burn_calories/burn_a_cd/sunburn*/burned_my_tongue/burnt_toast/burnt_rice/burned_dinner/burned_the/burnt_my_tongue/burnt_the/heartburn
jump ..2 start/leads/rope/ship_to_another/cable*/in_price/on_a_call/on_a_quick/into_the_pool/in_the_pool/to_conclusions/at_the_chance/seat/scare/on_teams/shot/the_queue/off_the_call/off_this_call/on_the_call
jumper/jumping_jacks/jumped_at/bungee*/parachut*/skydiv*/queue_jump
hit ..2 the/me_up/a/by_a_bug/send/record/target*/like/my_goal/reply/my_pb/snooze/refresh/rewind
hit_the_gym/hit_the_road/hit_the_sack/hit_song/hit_me_up/hit_me_with/hitting_the_gym/heavy_hitter/smash_hit/beat_me_to/beat_me_at/beats_me/beat_him_at/beat_them/beat_us/beats_him/beating_me_at/beat_her_at/dead_beat
choke ..1 manifold/line/valve/size/point/kill/hazard/bean
choke_manifold/choke_line/choke_valve/kill_and_choke/choke_and_kill
abandon ..1 ship_drill/well*/ship_training/the_well/station
plug_and_abandon*/p_and_a/abandonment/well_abandonment/abandon_ship_drill/mob_drill/man_overboard_drill/fire_drill/drill/muster_drill/rescue_drill/mock/drills/exercise_tomorrow/tabletop_exercise
drown* ..3 in_paperwork/in_emails/in_email/in_work/in_reports/in_admin/in_sauce/in_laundry/my_sorrows_lol/out_the/out_the_noise/in_spreadsheets
suicide ..1 squad/run/runs/burn/drills/wings/doors/lane/door/shift_lol/squeeze/blonde
depress* ..2 the_button/the_pedal/the_clutch/the_lever/the_switch/the_plunger/weather/football/result/food/season/the_brake/the_trigger/the_accumulator/mode
depressurise/depressurize/depressurised/depression_in_the_bay/tropical_depression/low_depression/economic_depression
panic ..1 button*/room/at_the_disco/bar/buying/hardware/alarm_test
crash* ..2 course/out/landed/the_server/diet/again_and/pad/on_startup/on_launch/on_open/at_login/for_a_nap/mat/barrier
fell/fall ..2 asleep/off_the_list/behind/through_the_cracks/in_love/off_the_chart/out_of_the_draw/down_a_rabbit/for_it/short/over_my_own/over_his_own/under
gutted/gutted_six/skinned
mind_blowing/blew_my_mind/blow_up_my_phone/blown_away/blowing_up_my/blow_out_preventer/blowout/blow_up_doll/blow_your_mind/blows_up
attack ..2 the_problem/on_titan/the_hill/surface/simulation/vector/angle/of_the/on_goal
heart_attack_lol/heart_attack_burger/nearly_gave_me_a_heart_attack/gave_me_a_heart_attack/almost_had_a_heart_attack/nearly_had_a_heart_attack/two_stroke/four_stroke/stroke_counter/stroke_rate/pump_stroke*/stroke_of/strokes_per/long_stroke/short_stroke/backstroke/breaststroke/stroke_length/different_strokes/per_stroke/stroke_engine/stroke_cylinder/golf_stroke/strokes/stroke_rod
snap/snapped ..3 a_photo/a_pic/chat/on/shut/up/some/ring
trapped ..2 nerve/air/wind/gas/in_traffic/in_a_meeting/key/in_meetings/pressure/fluid
help_me ..3 with/find/to_find/fill/understand/change/reset/book/out_with/log/move/choose/get_a
need_help ..3 with/finding/to/filling/on/getting/booking/logging
useless ..2 app/form/printer/wifi/box/system/link/manual/website/machine/ac/aircon
empty ..2 drum/drums/bottle/bottles/cylinder*/container/tank/tanks/seat/room/skip/box/cart/bed/plate/slot/weight/list/page/inbox/fridge/gas/bin/cabin/berth/crates/pallet*
broken ..1 link/chair/window/lock/zip/screen/printer/aircon/ac/boots/bolt/fan/kettle/pipe/valve/light/door/tap/toilet/heater/stairs/tooth/headset/shower/seal/english/charger/bulb/washing
crushed ..2 stone/it/ice/rock/gravel/the_exam/the_test/garlic/by_arsenal/them_at/velvet/the_interview/aggregate
numb ..1 gum/mouth/tongue/lips/after/from_the_dentist
hurt ..2 my_eyes/his_feelings/to_ask/locker
last/final ..2 day/shift/hitch/trip/call ..20 before_leave/before_retirement/before_holiday/of_the_rotation/of_the_month/of_my_rotation/of_training/of_the_course/for_orders/boarding/of_the_week/before_i_fly/tomorrow_then_home/before_home
goodbye/bye/farewell ..30 drinks/party/see_you_next/see_you_in/see_you_back/talk_soon/tomorrow/next_hitch/next_month/next_week/until_next/have_a_nice/see_you_soon/see_you_on/see_you_at/see_you_monday/back_in
bring_the_house_down/break_a_leg/end_of_the_world/not_the_end_of/worlds_end/hell_of_a/back_from_the_dead/dead_of_night/death_by_powerpoint/death_star/death_metal/death_in_paradise/death_valley/death_note/death_stranding/death_march/sudden_death/cheat_death/sick_to_death/death_of_me/bored_to_death/death_penalty/black_death/scared_me_to_death/death_certificate/death_benefit*/tired_to_death/love_you_to_death/worried_sick_lol/sick_bay/sick_note/sick_leave/sick_pay/sick_day*/seasick*/car_sick/homesick
knocked_out/knock_out/ko/out_cold_after/slept_like/passed_out_on_the_sofa/passed_out_from_tired*/passed_out_in_front/knockout/passed_out_watching
gas_bill/gas_cutting/gas_detector*/gas_meter/gas_test/gas_station/gas_free/gas_cylinder*/gas_cylinders/gas_lift/h2s_training/h2s_refresher/h2s_cert*/h2s_course/h2s_monitor*/h2s_detector*/h2s_alarm_test/gas_turbine/gas_compressor/gas_analy*/gas_plant
knife ..3 set/sharpener/for_the_kitchen/gate/skills/and_fork/block/edge
gun ..2 oil/barrel/perforat*/metal/for_the/grease/show/nerf/charger
grease_gun/heat_gun/nail_gun/glue_gun/spray_gun/perforating_gun*/tape_gun/top_gun/air_gun*/jump_the_gun/staple_gun/sealant_gun/temperature_gun/wash_gun/gun_barrel/guns_and_roses/guns_n_roses/radar_gun/impact_gun/needle_gun/torque_gun
rope ..2 access/team/ladder/walk/course/swing/skills/inspection/guide
rope_access/wire_rope/tow_rope/mooring_rope*/jump_rope/skipping_rope/climbing_rope/tug_of_war/tag_line/show_me_the_ropes/learn_the_ropes/learning_the_ropes/know_the_ropes
pills ..2 prescri*/for_my_cold/refill/run_out/for_malaria/for_seasick*
malaria_pills/seasickness_pills/vitamin_pills/blood_pressure_pills/blood_pressure_tablets/diet_pills/bitter_pill/chill_pill/malaria_tablets/water_tablets/tablet_pc/android_tablet/allergy_pills/cold_tablets/sea_sickness_tablets
bridge ..1 crane/team/watch/wing/officer/plug/loan/too_far/the_gap/game/resource/simulator/control/equipment
crane ..1 inspection/operator/driver/cert*/schedule/lift/load/is_down/ticket/test
suicide_prevention/prevent_suicide/prevention_of_suicide/suicide_awareness/suicide_first_aid/suicide_hotline_volunteer*/domestic_violence_training/domestic_violence_poster*

不是演习/不是演练/不是演戏/不是培训/不是游戏/不是电影/不是开玩笑的演
not_a_drill/not_a_test/not_an_exercise/no_drill
别找我 ..0 要/借/打/报/签/拿/喝/玩/开/聊工作
不用找我 ..0 零/报/签/开/要
give_up/giving_up/gave_up ..4 on/smoking/sugar/coffee/my_seat/the_seat/chocolate/carbs
做 ..1 个 ..1 小手术
住院 ..2 做 ..1 个 ..1 小手术
小手术/小毛病/小感冒
doctor_s_note/doctors_note/note_from_the_doctor/sick_note
any_tips/some_tips
昨天/昨晚 ..1 没睡好
锅炉/泵/管道/管线/井口/泥浆/水/气/油/罐/阀/压缩机/液压/轮胎 ..3 压力
仓库/库房/车/柜子/门/箱子/抽屉/储物柜/大门 ..4 被锁/锁了/锁上/锁住/关了
去世/过世/走了 ..3 年了/多年/很多年/两年/三年/十年
差点/nearly/almost ..4 kill_me/killed_me/kill/累死/笑死/吓死/热死/死在/撞墙/迟到
workout/gym/leg_day/stairs/exam/heat/shift/boots ..10 kill_me/killing_me/killed_me/kill
drown* ..1 in ..8 paperwork/email*/work/reports/forms/admin/sauce/tasks/laundry/spreadsheets/meetings

[aside everyday]
终于/考完/完工/收工/干完/下班/交完/忙完/验收/完成 ..8 解脱
@noneed ..4 订票/订机票/买票/book ..10 自己/公司订/已经订/我订
砸到/扎到/碰到/刮到 ..4 脚/手/头 ..6 不疼/没事/没大事/不要紧/不严重/没伤/还好
留饭，/留饭。 ..0 我跟/我去/我在/我和/我外
sleep_well_on_nights/cant_sleep_well ..20 any_tips
dont/do_not ..2 wait_for_me/wait_up_for_me/look_for_me ..12 dinner/lunch/breakfast/bus/meeting/at_the/i_am_on/start_without/go_ahead/eat
last_bus/last_train ..16 leaves/leave/at/to_town/to_camp/to_the/home_from/is_at
bus/train ..24 last_bus/last_train/leaves/timetable/at_ten/schedule
过了/过完 ..6 就 ..1 放假/回国/周末/休息/轮休/好了/凉快/下班/回家
锁在 ..2 门外/外面/外头
安全带/安全绳/吊带/起吊/吊装/缆/索具/拔河/帐篷/货/晾/高空/攀/雨布/捆/渔 & 绳子/绳/绳索/绳结 ..6 系好/绑好/买好/挂好/准备好/备好/打好
别/不用/不要 ..3 等我 ..3 吃饭/吃/了，我/开饭/一起/先/开会/下班/啦，我/了，你们先/，你们先/睡/排
先走 ..6 赶/班车/下班/吃饭/开会/拜拜，明/了，明/了，下次/了，改天
jump ..8 sea/water/pool ..12 after_work/hot/swim/fun/cool_off/summer
孩子/儿子/女儿/娃 ..6 高考完/毕业/结婚/成年了/考上 ..6 恭喜/高兴/开心/红包/请/谢师宴
跑步/跑完/爬山/爬楼/运动/健身/打球/锻炼/咖啡/浓茶 ..8 心跳/喘/心慌/胸闷/气喘
@noneed ..2 上班/打卡/加班/早起/排队/开会 ..4 爽/舒服/开心/太好/放假/哈哈

[trap denial]
@not @self_danger ..0 @denial_end
@not @not_even @self_danger ..0 @denial_end
@not ..1 @not_even ..1 @self_danger ..0 @denial_end
不会/没/没有/从没/别怕我/别担心我/不用担心我 ..2 做傻事/想不开/干傻事/寻死/伤害自己
没诊断/不是抑郁/没有抑郁/没抑郁/不抑郁/不再抑郁
没有人/没人/无人/从来没有人 打我/欺负我/打人/骂我/欺负/威胁我/逼我/骚扰/骚扰我/受伤/孤立/孤立我/霸凌/家暴/动手/打架/骂人/出事
没/没有/从没/没被/没有被 打我/被打/被骂/被骚扰/被欺负/吵架/打架/受伤/出事/欺负
不是/没有/排除/不算/并非/不像 ..1 心梗/中风/脑梗/心绞痛/脑出血/抽搐/昏迷/中暑/骨折/癌/过敏/中毒/惊恐/抑郁症/焦虑症/休克/脑卒中/胸痛/胸闷/大出血/内出血/受伤/呼吸困难/溺水/伤亡
不会/不/没有 崩溃/绝望/撑不住/失眠/难受 ..0 ，/。/的/过/啦
不会出事/没出事/没有出事/没事了/已经没事/没受伤/没人受伤/没人伤亡/无人伤亡/虚惊一场/已脱险/已经脱险
not/isnt/never/dont/didnt/wasnt/arent/without/havent/doesnt/aint/nobody/no_one ..1 suicidal/suicide/kill_myself/self_harm*/hurt_myself/harm_myself/end_my_life/hurt_me/hit_me/hurting_myself/depressed/harming_myself/bullied/harassed/want_to_die/killing_myself/bullying_me/touched_me/threatened_me/touches_me/hits_me/injured/hurt
not/isnt/never/no/dont/didnt/wasnt/havent/aint ..1 feeling/going_to/planning_to/trying_to/thinking_of/thinking_about/any/been/having_a/having/a/an/being/gonna/thoughts_of/about_to/want_to/wanting_to/considering/thought_of/thought_about/had ..1 suicidal/suicide/kill_myself/hurt_myself/harm_myself/end_my_life/hurting_myself/depressed/harming_myself/killing_myself/heart_attack/stroke/seizure/panic_attack/bullied/harassed/concussion/suicidal_thoughts/thoughts_of_suicide/die/jump/end_it/self_harm
no ..1 suicidal_thoughts/thoughts_of_suicide/self_harm/chest_pain/bleeding/injuries/blood/abuse/bullying
dont_worry/no_worries ..12 suicid*/kill_myself/self_harm*/hurt_myself/do_anything_stupid/do_anything_silly
wont/will_not/not_going_to/never_going_to ..1 kill_myself/hurt_myself/do_anything_stupid/do_anything_silly/harm_myself/end_it/jump/self_harm

[real despite the denial]
took/swallowed/taken/downed ..8 all/whole/every/entire ..24 pills/tablets
活/痛苦/难受/绝望/压抑/抑郁/崩溃/孤独/心累 ..1 得/到/的 ..1 想死/想跳楼/要死要活
不是不想 ..1 死/活
谁说 ..4 不想死/不会自杀/没想过/不敢死
没想过/不会/没有/不想 ..6 自杀/死/轻生 ..2 才怪/骗你/骗人/假的/那是骗
不会/不想 ..2 自杀 ..20 睡着/不醒/药/消失/离开/醒不
不是说说/不是不会/不是没想过/不是没有想过/没法不想/不能不想
not_that_i_dont/not_that_i_do_not/isnt_that_i_dont/not_like_i_dont ..6 want_to_die
not/wont/cant/will_not/doesnt ..2 stop/stopping ..4 bleeding
not/no/cant_stop ..4 lying/joking/kidding/stop ..10 suicid*/kill_myself/thinking_about_suicide/hurting_myself/thinking_of_suicide
cant/couldnt/can_not ..3 stop ..6 hurting_myself/harming_myself/thinking_about_suicide/thinking_of_suicide/bleeding/cutting
not_just/not_only/not_sure_i_wont/cant_promise_i_wont/dont_know_if_i_wont/not_sure_i_will_not ..8 depressed/hurt_myself/kill_myself/suicid*/die

[trap past and mended]
抑郁/焦虑/失眠/低落/难受/自杀/想死/绝望/崩溃 ..10 早就好/早好了/已经好了/好多了/康复/走出来了/痊愈/都好了/早过去/挺过来/好转/治好
用过/聊过/聊完/聊聊/辅导/咨询 ..4 好多了/好很多/舒服多了/轻松多了
depress*/anxi*/panic*/suicid*/drinking ..40 recovered/fully_recovered/behind_me/all_good_now/years_sober/better_now/long_gone/doing_great_now/got_through_it/came_out_the_other
"""

HUSHES = """
[hush fiction]
电影/小说/电视剧/剧里/剧情/剧中/主角/男主/女主/女二/男二/歌词/歌里/首歌/这歌/歌名/演得/演的/纪录片/综艺/动漫/漫画/打游戏/剧本/话剧/这本书/那本书/书里/课文/这首诗/诗里/名著/背诵/猜谜/谜语/成语/相声/小品/片子/追剧/大结局/反派/开黑/吃鸡/王者/鲁迅/红楼梦/水浒/三国/西游/余华/莎士比亚/哈姆雷特/听书/播客/段子/脱口秀/读后感/观后感/影评/套戏/部戏/出戏/网剧/打机/悬疑/侦探/恐怖片/战争片/歌手/主演/导演/番剧/谁写的/谁唱/谁演/剧终/片尾/角色扮演/桌游/密室/黑神话/原神/歌曲/那首/历史书/演讲稿/作文
film/movie/movies/song/songs/novel/novels/book_club/chapter/lyrics/lyric/episode/series/netflix/season_finale/actor/actress/documentary/podcast/audiobook/video_game/boss_fight/playstation/xbox/level_boss/villain/poem/crossword/shakespeare/hamlet/titanic/comedian/stand_up_comedy/pc_game/cinema/sequel/trailer/soundtrack/playlist/crime_show/crime_drama/thriller/who_sings/who_wrote/riddle/musical

[hush training]
培训/演练/演习/有课/讲座/宣传/海报/展板/宣传单/折页/ppt/课件/教材/知识竞赛/竞赛/主题/检测仪/应急预案/报道/新闻/公众号/文章/填表/勾选/培训班/守门人/宣讲/直播课/公开课/讲师/月活动/安全月/安全周/活动通知/交底/班前会/班会/报告模板/模板/演讲/微课/日活动/主题日/宣传日/预防自杀日/预防日/精神卫生日/科普/纪念日/工作坊/论坛
training/refresher/drill/drills/poster/posters/slides/slide/leaflet/leaflets/awareness/webinar/a_workshop/workshop_on/seminar/toolbox_talk/toolbox/report_template/news/headline/presentation/awareness_week/health_week/campaign/simulation/simulator/lecture/lessons_learned/case_study/newsletter/bulletin/safety_moment/safety_alert/risk_assessment/powerpoint/e_learning/elearning

[future handover]
relief_guy/relief_crew/my_relief/back_to_back/my_replacement/handover/hand_over_to/stores/storeman/the_warehouse/交接班/接班的/接替

[murmur lesson]
考试/考核/课程/资料/文件/论文/数据/统计/比例/问卷/表格/表里/题目/答案/选项/学习/规程/规范/手册/制度/标准/台账/检查表/证书/持证/到期了/证快到期/复习/研究/课题/识别/翻译/术语/复审/复训/取证/换证/校准/标定/案例/通报/调查/调研/英文怎么说/用英语/怎么翻译/英语怎么/预案/志愿者/义工/游戏/副本/段位/通关/故事会/电视/短剧/角色/作者/配音/台词/典故/语录/什么意思的诗/是什么意思/是啥意思/怎么读
course/courses/exam/quiz/certificate/cert/certification/certified/procedure/policy/manual/handbook/template/spreadsheet/survey/questionnaire/study/article/statistics/stats/the_form/on_the_form/ticked/tick/theory/module/research/checklist/calibration/volunteer/volunteers/mentor/translate/translation/game/scene/band/plot/quote/character/author/album/playing_a/lesson/tv

[mended since]
已经 ..4 出院/康复/痊愈/救上来/没事/脱险/扑灭
出院了/上班了，/回来上班/早就好了/虚惊一场/都安全/人都没事/无人受伤/没人受伤/恢复得不错/恢复得很好/恢复得挺好/恢复上班
discharged/back_at_work/back_to_work/fully_recovered/all_fine_now/all_good_now/everyone_is_fine/everyone_safe/no_one_hurt/nobody_hurt/no_injuries/false_alarm/all_clear/recovering_well

[notice announcement]
大家好/各位/各班组/全体/通知/温馨提示/注意 ..40 通知/报名/参加/活动/截止/组织/开展/会议/演练/培训/请各/集合
通知/公告/温馨提示/转发 ..30 报名/参加/组织/请各/截止/全体/开展/各班组/演练/务必/培训
转发/转载/新华社/据报道/记者/央视 ..30 报道/新闻/消息/通报/电
all_hands/all_crew/notice/reminder ..40 drill/training/attend/muster/register/sign_up/meeting/campaign
"""

FUTURES = """
[future plans]
下船了/回国请/请你们吃饭/请大家吃/请你吃/请喝酒/要调走/调走了/调到/调去/调岗/调动/回国再/回国后/再聚/下次聚/下个航次/下航次/退休/休假/休年假/休两周/休几天/探亲/欢送/聚餐/要放假/放假了/合同到期/离职/辞职/跳槽/交接/下个项目/新项目/新岗位/转岗/回来给你们带/等我回来/下次见/后会有期/下月回/下周回/明天见/下周见/常联系/保持联系/回国带不走/回国了/回家过年/换班回国/下船回家/毕业/搬家/搬宿舍/换宿舍/旧物/闲置/二手/转让/我休假/赶飞机/赶车/明天靠港/靠港/到港/婚礼/结婚/过生日/请客/升职
last_day_on_site/last_day_here/shout_if_you_want/anyone_want/who_wants/up_for_grabs/see_you_next_hitch/until_next_hitch/before_next_hitch/next_rotation/next_trip/on_leave/before_i_fly/fly_home/flying_home/flights_home/heading_home/home_tonight/going_home_tomorrow/retire*/retirement/new_job/new_project/moving_to/transfer_to/transferred_to/moving_house/keep_in_touch/stay_in_touch/see_you_next/see_you_soon/see_you_all_next/back_in_january/back_in_two/on_holiday/on_vacation/leaving_party/farewell_party/drinks_on_me/crew_change_tomorrow/sign_off/signing_off_at/resign*/two_weeks_notice/married/wedding/birthday/visit/selling/for_sale
"""
