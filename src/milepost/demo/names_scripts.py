"""Names in other scripts, by culture, each with the letters that its login id takes. All people are invented.

`native=latin`; a slash divides the forms for men and for women, an underscore stands for a blank.
"""

from milepost.demo.names import Culture

OTHER_SCRIPTS = (
    Culture(
        "ukrainian",
        female="Олена=olena Ірина=iryna Наталія=nataliia Оксана=oksana Тетяна=tetiana Юлія=yuliia Галина=halyna "
        "Софія=sofiia Марія=mariia Катерина=kateryna Людмила=liudmyla Віра=vira",
        male="Андрій=andrii Богдан=bohdan Василь=vasyl Дмитро=dmytro Євген=yevhen Іван=ivan Максим=maksym "
        "Микола=mykola Олег=oleh Павло=pavlo Сергій=serhii Тарас=taras",
        family="Шевченко=shevchenko Коваленко=kovalenko Бондаренко=bondarenko Ткаченко=tkachenko Коваль=koval "
        "Мельник=melnyk Кравчук=kravchuk Левицький/Левицька=levytskyi/levytska Гончар=honchar Савчук=savchuk "
        "Литвин=lytvyn Дорошенко=doroshenko Заболотний/Заболотна=zabolotnyi/zabolotna Іваненко=ivanenko "
        "Яремчук=yaremchuk Щербак=shcherbak",
    ),
    Culture(
        "serbian_cyrillic",
        female="Драгана=dragana Јелена=jelena Љиљана=ljiljana Милица=milica Невена=nevena Снежана=snezana "
        "Тијана=tijana Весна=vesna",
        male="Бојан=bojan Владимир=vladimir Душан=dusan Ђорђе=djordje Милан=milan Ненад=nenad Стефан=stefan "
        "Жељко=zeljko",
        family="Јовановић=jovanovic Петровић=petrovic Николић=nikolic Ђурић=djuric Поповић=popovic "
        "Живановић=zivanovic Михајловић=mihajlovic Стевановић=stevanovic Њежић=njezic Костић=kostic",
    ),
    Culture(
        "greek",
        female="Ελένη=eleni Μαρία=maria Κατερίνα=katerina Σοφία=sofia Δήμητρα=dimitra Γεωργία=georgia Άννα=anna "
        "Βασιλική=vasiliki Αγγελική=angeliki Χρυσούλα=chrysoula Ειρήνη=eirini Ιωάννα=ioanna",
        male="Γιώργος=giorgos Δημήτρης=dimitris Κώστας=kostas Γιάννης=giannis Παναγιώτης=panagiotis Θανάσης=thanasis "
        "Σπύρος=spyros Χρήστος=christos Μιχάλης=michalis Βασίλης=vasilis Ανδρέας=andreas Στέλιος=stelios",
        family="Παπαδόπουλος/Παπαδοπούλου=papadopoulos/papadopoulou Οικονόμου=oikonomou Αντωνίου=antoniou "
        "Γεωργίου=georgiou Καραγιάννης/Καραγιάννη=karagiannis/karagianni Νικολαΐδης/Νικολαΐδου=nikolaidis/nikolaidou "
        "Βλάχος/Βλάχου=vlachos/vlachou Αλεξίου=alexiou Μακρής/Μακρή=makris/makri Ζαχαρίου=zachariou "
        "Λαμπρόπουλος/Λαμπροπούλου=lampropoulos/lampropoulou Σταμάτης/Σταμάτη=stamatis/stamati "
        "Τσακίρης/Τσακίρη=tsakiris/tsakiri Χατζής/Χατζή=chatzis/chatzi",
    ),
    Culture(
        "georgian",
        female="ნინო=nino თამარ=tamar მარიამ=mariam ანა=ana ქეთევან=ketevan ნათია=natia ეკა=eka ლელა=lela",
        male="გიორგი=giorgi დავით=davit ლევან=levan ლუკა=luka ირაკლი=irakli ზურაბ=zurab ვახტანგ=vakhtang "
        "ნიკოლოზ=nikoloz",
        family="ბერიძე=beridze კაპანაძე=kapanadze გელაშვილი=gelashvili მაისურაძე=maisuradze ლომიძე=lomidze "
        "წიკლაური=tsiklauri ხუციშვილი=khutsishvili ჯაფარიძე=japaridze",
    ),
    Culture(
        "arabic",
        female="فاطمة=fatima خديجة=khadija مريم=maryam عائشة=aisha زينب=zaynab نادية=nadia سعاد=souad ليلى=layla "
        "هدى=huda سلمى=salma رانيا=rania أمينة=amina",
        male="محمد=mohammed أحمد=ahmed يوسف=youssef عمر=omar خالد=khalid حسن=hassan إبراهيم=ibrahim كريم=karim "
        "رشيد=rachid مصطفى=mustafa طارق=tarik ياسين=yassine",
        family="العلوي=alaoui الإدريسي=elidrissi بناني=bennani الفاسي=elfassi حداد=haddad خوري=khoury منصور=mansour "
        "سعيد=saeed الشريف=sharif زيدان=zidane التازي=tazi برادة=berrada درويش=darwish النجار=najjar",
    ),
    Culture(
        "hebrew",
        female="נועה=noa תמר=tamar יעל=yael מאיה=maya שירה=shira רחל=rachel מיכל=michal אביגיל=avigail",
        male="דוד=david יוסף=yosef אורי=uri איתן=eitan משה=moshe נועם=noam גלעד=gilad עמית=amit",
        family="כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz ביטון=biton אברהם=avraham פרידמן=friedman אזולאי=azoulay "
        "שפירא=shapira ברק=barak",
    ),
    Culture(
        "hindi",
        female="प्रिया=priya अनीता=anita सुनीता=sunita पूजा=pooja मीरा=meera काव्या=kavya स्नेहा=sneha नेहा=neha "
        "दीपिका=deepika अंजलि=anjali",
        male="अमित=amit राहुल=rahul संजय=sanjay विजय=vijay अनिल=anil रोहन=rohan सुरेश=suresh प्रकाश=prakash "
        "आदित्य=aditya निखिल=nikhil",
        family="कुलकर्णी=kulkarni देशपांडे=deshpande जोशी=joshi पाटील=patil शिंदे=shinde शर्मा=sharma गुप्ता=gupta "
        "पवार=pawar चव्हाण=chavan मिश्रा=mishra वर्मा=verma सिंह=singh",
    ),
    Culture(
        "thai",
        female="สมหญิง=somying มาลี=malee สุดา=suda กนกวรรณ=kanokwan ปิยะดา=piyada วันเพ็ญ=wanphen ศิริพร=siriporn "
        "อรทัย=orathai",
        male="สมชาย=somchai ประเสริฐ=prasert วิชัย=wichai ณัฐพล=nattapon ธนกร=thanakorn อนุชา=anucha สุรชัย=surachai "
        "ชัยวัฒน์=chaiwat",
        family="ศรีสุข=srisuk ใจดี=jaidee ทองดี=thongdee แสงทอง=saengthong วงศ์ใหญ่=wongyai บุญมี=boonmee "
        "พงษ์พานิช=pongpanich สุวรรณ=suwan รักไทย=rakthai แก้วมณี=kaewmanee",
    ),
    Culture(
        "chinese",
        female="芳=fang 丽娟=lijuan 静=jing 晓燕=xiaoyan 雪梅=xuemei 婷婷=tingting 慧敏=huimin 玉兰=yulan 佳怡=jiayi "
        "思雨=siyu",
        male="伟=wei 建国=jianguo 志强=zhiqiang 磊=lei 俊杰=junjie 海涛=haitao 明辉=minghui 宇航=yuhang 国栋=guodong "
        "浩然=haoran",
        family="王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 赵=zhao 黄=huang 周=zhou 吴=wu 徐=xu 孙=sun 朱=zhu "
        "胡=hu",
        family_first=True,
        joiner="",
        login="family.given",
    ),
    Culture(
        "japanese",
        female="陽子=yoko 美咲=misaki 由美子=yumiko 恵子=keiko 彩花=ayaka さくら=sakura 直美=naomi 千尋=chihiro",
        male="健一=kenichi 拓也=takuya 大輔=daisuke 翔太=shota 浩二=koji 誠=makoto 直樹=naoki 修=osamu",
        family="佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 渡辺=watanabe 伊藤=ito 山本=yamamoto 中村=nakamura "
        "小林=kobayashi 加藤=kato 吉田=yoshida 松本=matsumoto",
        family_first=True,
    ),
    Culture(
        "korean",
        female="지영=jiyeong 수진=sujin 민지=minji 은정=eunjeong 혜진=hyejin 서연=seoyeon 하은=haeun 유나=yuna",
        male="민준=minjun 성호=seongho 지훈=jihun 영수=yeongsu 동현=donghyeon 준영=junyeong 상우=sangu 재훈=jaehun",
        family="김=kim 이=lee 박=park 최=choi 정=jung 강=kang 조=cho 윤=yoon 장=jang 임=lim 한=han",
        family_first=True,
        joiner="",
        login="family.given",
    ),
)
